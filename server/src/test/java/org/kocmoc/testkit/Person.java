package org.kocmoc.testkit;

import org.kocmoc.base.UserId;

/// Somebody who is signed in.
///
/// @param api a client with the person's token
public record Person(
        UserId id, String name, String email, String password, String token, Api api) {}
