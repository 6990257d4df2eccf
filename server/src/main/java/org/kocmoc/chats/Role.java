package org.kocmoc.chats;

/// What a member of a group may do. In a pair both are members.
public enum Role {
    /// Reads, writes, leaves.
    MEMBER,
    /// Also changes the group's name and picture, adds people, removes members, invites and pins.
    ADMIN,
    /// Also gives and takes roles, removes admins, hands the group over and deletes it. Exactly one
    /// in each group.
    OWNER;

    /// Whether this role may do all that the other one may.
    public boolean atLeast(Role other) {
        return compareTo(other) >= 0;
    }

    /// Whether this role may remove a member of the other one.
    boolean outranks(Role other) {
        return atLeast(ADMIN) && compareTo(other) > 0;
    }
}
