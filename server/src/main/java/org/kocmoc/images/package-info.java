/// Pictures that come from outside: what they are, what they tell, and smaller ones of them.
///
/// [ImageCleaner] copies a picture without its metadata (place, time, camera, author, thumbnails of
/// an uncropped original) and without touching one compressed pixel: it walks the segments of JPEG,
/// the chunks of PNG and WebP, and copies those that are needed to draw the picture. Colour
/// profiles stay; of EXIF only the orientation stays, in a fresh block of its own, so that a
/// picture still stands upright. What follows the end of the picture is dropped. GIF holds no such
/// metadata and is copied.
///
/// [Thumbnailer] decodes, and so is the only dangerous part: it looks at the dimensions that the
/// header declares first, reads only every n-th pixel of big pictures, and runs on a few platform
/// threads, because native decoding would occupy the carriers of virtual threads.
///
/// Stateless but for those threads. Knows no file ids and no tables.
@NullMarked
package org.kocmoc.images;

import org.jspecify.annotations.NullMarked;
