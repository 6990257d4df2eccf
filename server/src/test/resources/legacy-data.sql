-- A legacy database as years of the old server leave it. Ids are given so that tests can name rows.

INSERT INTO users (id, name, email, password, avatar, bio, birthdate, online, is_admin, banned, created_at) VALUES
    (1, 'Администратор', 'admin@kocmoc.ru', '$2b$12$abcdefghijklmnopqrstuv1234567890123456789012345678901', NULL, NULL, NULL, true, true, false, '2025-01-01 00:00:00+00'),
    (2, 'Ada', 'Ada@Example.org', '$2a$10$abcdefghijklmnopqrstuv1234567890123456789012345678901', 'https://example.org/a.png', 'ё', '1815-12-10', true, false, false, '2025-01-02 03:04:05.678901+00'),
    (3, 'Ada again', ' ada@example.org ', '$2b$10$abcdefghijklmnopqrstuv1234567890123456789012345678901', NULL, '', NULL, true, false, false, '2025-01-03 00:00:00+00'),
    (4, 'Bob', 'bob@example.org', '$2b$10$abcdefghijklmnopqrstuv1234567890123456789012345678902', NULL, NULL, NULL, false, false, true, '2025-01-04 00:00:00+00'),
    (5, 'Carol', 'carol@example.org', '$2b$10$abcdefghijklmnopqrstuv1234567890123456789012345678903', NULL, NULL, NULL, false, true, false, '2025-01-05 00:00:00+00'),
    (7, '<b>Mallory</b>', 'mallory', '', NULL, NULL, NULL, false, false, false, '2025-01-06 00:00:00+00');
SELECT setval('users_id_seq', 9);

INSERT INTO devices (id, device_id, account_count) VALUES (1, 'device-1', 3), (2, 'unknown', -1);
SELECT setval('devices_id_seq', 2);

-- Ada confirmed by the older of two codes, Bob never, Carol has one open code, the others have none.
INSERT INTO email_verifications (id, user_id, email, code, expires_at, used, created_at) VALUES
    (1, 2, 'Ada@Example.org', '111111', '2025-01-02 03:19:05+00', true, '2025-01-02 03:04:06+00'),
    (2, 2, 'Ada@Example.org', '222222', '2025-01-02 03:29:05+00', false, '2025-01-02 03:14:06+00'),
    (3, 4, 'bob@example.org', '333333', '2025-01-04 00:15:00+00', false, '2025-01-04 00:00:00+00'),
    (4, 5, 'carol@example.org', '444444', '2099-01-01 00:00:00+00', false, now());
SELECT setval('email_verifications_id_seq', 4);

INSERT INTO sessions (id, user_id, token, device_id, created_at) VALUES
    (1, 2, 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOjJ9.c2lnbmF0dXJl', 'device-1', '2025-02-01 00:00:00+00'),
    (2, 4, 'второй токен', NULL, '2025-02-02 00:00:00+00'),
    (3, NULL, 'of nobody', 'device-1', '2025-02-03 00:00:00+00');
SELECT setval('sessions_id_seq', 3);

INSERT INTO contacts (id, owner_id, contact_id) VALUES (1, 2, 4), (2, 4, 2), (3, 2, 2);
SELECT setval('contacts_id_seq', 3);

INSERT INTO chats (id, name, avatar, type, created_at) VALUES
    (1, 'Bob', NULL, 'personal', '2025-03-01 00:00:00+00'),
    (2, 'Ada', NULL, 'personal', '2025-03-01 00:00:01+00'),
    (3, 'Team', 'https://example.org/t.png', 'group', '2025-03-02 00:00:00+00'),
    (4, NULL, NULL, 'personal', '2025-03-03 00:00:00+00'),
    (5, 'Half made', NULL, 'group', '2025-03-04 00:00:00+00'),
    (6, 'Three', NULL, 'personal', '2025-03-05 00:00:00+00'),
    (7, 'Of no type', NULL, '', '2025-03-06 00:00:00+00'),
    (8, 'Carol', NULL, 'personal', '2025-03-07 00:00:00+00');
SELECT setval('chats_id_seq', 8);

-- Chats 1 and 2 are the same pair. Chat 3 was founded by Carol, whose row is the lowest. Chat 4 lacks its second
-- member, chat 5 has none.
INSERT INTO chat_participants (id, chat_id, user_id, unread_count, muted, archived) VALUES
    (1, 1, 2, 0, false, false), (2, 1, 4, 2, true, false),
    (3, 2, 4, 0, false, false), (4, 2, 2, 1, false, true),
    (5, 3, 5, 0, false, false), (6, 3, 2, -3, false, false), (7, 3, 4, 100, false, false),
    (8, 4, 2, 0, false, false),
    (9, 6, 2, 0, false, false), (10, 6, 4, 0, false, false), (11, 6, 5, 0, false, false),
    (12, 7, 7, 5, false, false),
    (14, 8, 5, 0, false, false), (13, 8, 2, 0, false, false);
SELECT setval('chat_participants_id_seq', 14);

-- Ids of two chats interleave, one is missing, and time runs backwards once.
INSERT INTO messages (id, chat_id, sender_id, text, file_url, file_name, file_size, file_type, voice_url, voice_duration,
                      message_type, status, created_at) VALUES
    (1, 1, 2, 'Привет', NULL, NULL, NULL, NULL, NULL, NULL, 'text', 'sent', '2025-04-01 00:00:00.123456+00'),
    (2, 3, 5, 'Team', NULL, NULL, NULL, NULL, NULL, NULL, 'text', 'sent', '2025-04-01 00:00:01+00'),
    (3, 1, 2, NULL, '/api/files/1700000000000-1.png', 'р.png', 9007199254740993, 'image/png', NULL, NULL, 'file', 'sent', '2025-03-31 00:00:00+00'),
    (5, 1, 4, NULL, NULL, NULL, NULL, NULL, '/api/files/1700000000001-2.webm', 7, 'voice', 'delivered', '2025-04-02 00:00:00+00'),
    (6, 1, NULL, 'From a deleted account', NULL, NULL, NULL, NULL, NULL, NULL, 'text', 'sent', '2025-04-03 00:00:00+00'),
    (7, 2, 4, '', NULL, NULL, NULL, NULL, NULL, NULL, 'text', 'read', '2025-04-04 00:00:00+00'),
    (8, 3, 4, '<img src=x onerror=alert(1)>', NULL, NULL, 0, NULL, NULL, NULL, 'image', 'sent', '2025-04-05 00:00:00+00'),
    (9, 5, NULL, 'In a chat without members', NULL, NULL, NULL, NULL, NULL, NULL, 'text', 'sent', '2025-04-06 00:00:00+00');
SELECT setval('messages_id_seq', 9);

INSERT INTO message_reactions (id, message_id, user_id, reaction) VALUES (1, 1, 4, '👍'), (2, 1, 7, 'any text');
SELECT setval('message_reactions_id_seq', 2);

INSERT INTO stories (id, user_id, type, content_url, text, background, created_at, expires_at) VALUES
    (1, 2, 'image', '/api/files/1700000000002-3.png', NULL, NULL, '2025-05-01 00:00:00+00', '2025-05-02 00:00:00+00'),
    (2, 4, 'text', NULL, 'Hello', '#fff', now(), now() + interval '1 day');
SELECT setval('stories_id_seq', 2);

INSERT INTO story_views (id, story_id, user_id) VALUES (1, 1, 4), (2, 1, 2);
SELECT setval('story_views_id_seq', 2);
