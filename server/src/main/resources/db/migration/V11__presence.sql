-- Who is online on which node.

CREATE TABLE nodes (
    id text PRIMARY KEY,
    beat_at timestamptz NOT NULL
);
COMMENT ON TABLE nodes IS
    'Owner: realtime. Running servers, each with its last sign of life; silent ones are removed by the others.';

CREATE TABLE presence (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    node_id text NOT NULL REFERENCES nodes (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, node_id)
);
CREATE INDEX presence_node_id_idx ON presence (node_id);
COMMENT ON TABLE presence IS 'Owner: realtime. People with a socket on a node; users.online follows.';

CREATE INDEX users_online_idx ON users (id) WHERE online;
