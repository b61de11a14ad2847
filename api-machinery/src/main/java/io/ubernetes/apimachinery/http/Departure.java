package io.ubernetes.apimachinery.http;

import org.jspecify.annotations.Nullable;

/// Whether the client of a request still waits for the answer. Thread-safe; the state is guarded by
/// this object, and nothing is called while it is held.
public final class Departure {
  private boolean gone;
  private @Nullable Runnable action;

  /// Has something done when the client goes; at once when it has gone. It may be done on an event
  /// loop, so it must not block. It takes the place of what was to be done before.
  public void onGone(Runnable wanted) {
    synchronized (this) {
      if (!gone) {
        action = wanted;
        return;
      }
    }
    wanted.run();
  }

  /// The client has gone, or needs nothing more. Harmless when called again.
  void tell() {
    Runnable wanted;
    synchronized (this) {
      gone = true;
      wanted = action;
      action = null;
    }
    if (wanted != null) {
      wanted.run();
    }
  }
}
