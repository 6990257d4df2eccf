-- What clients need to keep a place for a picture or a voice message before it is loaded.

ALTER TABLE messages ADD COLUMN media text;
COMMENT ON COLUMN messages.media IS
    'JSON: width, height and thumb of a picture or film, waveform of a voice message; null if nothing is known.';
