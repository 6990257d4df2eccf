package org.kocmoc.push;

/// SQL of whether somebody is away, the same for those who look for whom to tell and those who
/// deliver.
final class Away {
    private Away() {}

    /// A condition: no node that lives has a socket of theirs. Nodes show a sign of life every ten
    /// seconds by the database's clock, so it is compared with nothing else.
    ///
    /// @param user SQL that names the account
    static String isAway(String user) {
        return """
        NOT EXISTS (
            SELECT FROM presence o JOIN nodes n ON n.id = o.node_id
            WHERE o.user_id = %s AND n.beat_at > now() - interval '25 seconds')
        """
                .formatted(user);
    }
}
