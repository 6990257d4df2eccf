package org.kocmoc.files;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.mime.MimeTypes;
import org.kocmoc.images.ImageFormat;

/// The types that may be uploaded: what a client calls them, what their first bytes must look like,
/// and whether a browser may show them.
public enum FileType {
    JPEG("image/jpeg", true, "image/jpeg"),
    PNG("image/png", true, "image/png"),
    GIF("image/gif", true, "image/gif"),
    WEBP("image/webp", true, "image/webp"),
    MP3("audio/mpeg", true, "audio/mpeg"),
    WAV("audio/wav", true, "audio/vnd.wave"),
    OGG("audio/ogg", true, "application/ogg", "audio/ogg", "audio/opus", "audio/vorbis"),
    WEBM_AUDIO("audio/webm", true, "application/x-matroska"),
    /// What Safari records.
    MP4_AUDIO("audio/mp4", true, "audio/mp4", "video/mp4", "video/quicktime"),
    MP4("video/mp4", true, "video/mp4", "video/quicktime", "video/x-m4v"),
    WEBM("video/webm", true, "application/x-matroska"),
    PDF("application/pdf", false, "application/pdf"),
    TEXT("text/plain", true),
    DOC("application/msword", false, "application/x-tika-msoffice"),
    DOCX(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            false,
            "application/x-tika-ooxml",
            "application/zip"),
    /// Encrypted by the sender's device: any bytes, of which nothing can be known.
    SEALED("application/vnd.kocmoc.sealed", false);

    /// What a picture, sound, film or anything else is called in rows.
    public enum Kind {
        IMAGE,
        AUDIO,
        VIDEO,
        DOCUMENT
    }

    private static final MediaTypeRegistry REGISTRY =
            MimeTypes.getDefaultMimeTypes().getMediaTypeRegistry();

    /// Text that browsers would run if they ever took it for what it is.
    private static final Set<String> ACTIVE_TEXT =
            Set.of("text/html", "application/xml", "text/javascript");

    private static final Map<String, FileType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(FileType::mime, Function.identity()));

    private final String mime;
    private final boolean inline;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable.
    private final Set<String> contents;

    FileType(String mime, boolean inline, String... contents) {
        this.mime = mime;
        this.inline = inline;
        this.contents = Set.of(contents);
    }

    /// The type of that name.
    public static Optional<FileType> of(String mime) {
        return Optional.ofNullable(BY_NAME.get(mime));
    }

    /// Name as clients send and get it.
    public String mime() {
        return mime;
    }

    /// Whether a browser may show it in its place, instead of saving it.
    public boolean isInline() {
        return inline;
    }

    /// What it is, roughly.
    public Kind kind() {
        return switch (mime.substring(0, mime.indexOf('/'))) {
            case "image" -> Kind.IMAGE;
            case "audio" -> Kind.AUDIO;
            case "video" -> Kind.VIDEO;
            default -> Kind.DOCUMENT;
        };
    }

    /// How a picture of this type is stored.
    public Optional<ImageFormat> imageFormat() {
        return kind() == Kind.IMAGE ? Optional.of(ImageFormat.valueOf(name())) : Optional.empty();
    }

    /// The content type of downloads.
    public String contentType() {
        return switch (this) {
            case TEXT -> mime + "; charset=utf-8";
            case SEALED -> "application/octet-stream";
            default -> mime;
        };
    }

    /// Whether content that was recognised as `found` may go under this name.
    boolean accepts(MediaType found) {
        return switch (this) {
            case SEALED -> true;
            case TEXT -> isPassiveText(found);
            default -> contents.contains(found.toString());
        };
    }

    /// Notes, mails, tables, scripts of a shell: text as such. Never a page or a drawing.
    private static boolean isPassiveText(MediaType found) {
        for (MediaType type = found; type != null; type = REGISTRY.getSupertype(type)) {
            if (ACTIVE_TEXT.contains(type.toString())) {
                return false;
            }
            if (type.equals(MediaType.TEXT_PLAIN)) {
                return true;
            }
        }
        return false;
    }
}
