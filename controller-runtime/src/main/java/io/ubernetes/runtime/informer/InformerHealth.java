package io.ubernetes.runtime.informer;

import java.time.Instant;

/// How far an informer can be believed.
///
/// @param synced whether the copy was complete once
/// @param watching whether the watch is up now
/// @param lastSeen when the server last gave a sign: a list, an event or a bookmark;
///   [Instant#EPOCH] when never
/// @param objects how many are held
/// @param relists how often the list was read again after the first time
/// @param lastError why the watch is or was down; empty when there was no error yet
public record InformerHealth(
    boolean synced,
    boolean watching,
    Instant lastSeen,
    int objects,
    long relists,
    String lastError) {}
