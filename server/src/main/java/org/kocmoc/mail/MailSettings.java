package org.kocmoc.mail;

import java.nio.file.Path;
import java.util.Optional;
import org.kocmoc.base.Secret;

/// How mails leave.
///
/// @param smtpUrl `smtp://user:password@host:port` (STARTTLS if offered) or `smtps://…` (TLS from
///   the first byte); absent means files
/// @param from sender of every mail
/// @param folder where mails go as files
public record MailSettings(Optional<Secret> smtpUrl, String from, Path folder) {}
