import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.kocmoc.client.Kocmoc;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.MemoryStore;

/// A device of the Java SDK for the browser stories, started as a process from this source: does
/// what it is told line by line, and ends each answer with `done`.
final class SdkPeer {
    private SdkPeer() {}

    /// @param arguments address of the server and token
    public static void main(String[] arguments) throws Exception {
        EncryptedSession device =
                EncryptedSession.open(
                        Kocmoc.at(URI.create(arguments[0])).withToken(arguments[1]),
                        new MemoryStore(),
                        EncryptedSession.Options.USUAL.repairing(Duration.ofSeconds(1)));
        System.out.println("done");
        BufferedReader told =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "say" -> device.send(Long.parseLong(words[1]), Content.text(words[2]));
                case "group" ->
                        System.out.println(
                                device.group(words[2], List.of(Long.parseLong(words[1]))));
                case "receive" ->
                        device.receive(
                                message ->
                                        System.out.println(
                                                message.chat()
                                                        + " "
                                                        + (message.content() == null
                                                                ? message.failure()
                                                                : message.content().text())));
                default -> throw new IllegalArgumentException(line);
            }
            System.out.println("done");
        }
    }
}
