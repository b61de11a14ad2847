package io.ubernetes.apimachinery.flowcontrol;

import io.ubernetes.apimachinery.http.Response.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a request that asked for seats.
public sealed interface Admitted {

  /// Tell clients under which policy the request was judged.
  List<Header> headers();

  /// The request may run, and must [#leave] exactly once.
  final class Seated implements Admitted {
    static final Seated UNCOUNTED = new Seated(null, 0, null);

    private final Policy.@Nullable Entry entry;
    private final int width;
    private final @Nullable Waiter waiter;
    private final long since;

    Seated(Policy.@Nullable Entry entry, int width, @Nullable Waiter waiter) {
      this.entry = entry;
      this.width = width;
      this.waiter = waiter;
      this.since = waiter == null ? 0 : System.nanoTime();
    }

    @Override
    public List<Header> headers() {
      return entry == null ? List.of() : entry.headers();
    }

    /// The request is done; the seats are for others. Thread-safe.
    public void leave() {
      if (entry != null) {
        entry.counts().done(width);
        entry.level().leave(width, waiter, waiter == null ? 0 : System.nanoTime() - since);
      }
    }
  }

  /// The request must not run: there was no seat in time, and no place to wait for one.
  ///
  /// @param retryAfterSeconds when the client may come again
  record Refused(int retryAfterSeconds, List<Header> headers) implements Admitted {}
}
