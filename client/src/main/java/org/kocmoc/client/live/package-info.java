/// A client that is kept up to date: [Live] holds one socket, reconnects, resumes, closes gaps, and
/// keeps the [State], of which it hands out every [org.kocmoc.client.model.Event] in its order,
/// exactly once.
///
/// `State` is immutable and changed by pure functions only: old state + event = new state, whether
/// the event came by the socket, a resume or a sync, once or twice. What a state lacks it says as a
/// `Need`, and the engine asks the server. One thread per [Live] receives, applies and reconnects;
/// everything else may be called by any thread. [MailboxSocket] is the smaller sibling for devices
/// of end-to-end encryption: it says that something waits, and what waits is fetched by calls.
///
/// Imports `rest`, `model` and `wire`; knows nothing of the outbox or of encryption.
@NullMarked
package org.kocmoc.client.live;

import org.jspecify.annotations.NullMarked;
