package io.ubernetes.apimachinery.cache;

import java.time.Duration;

/// How much one watch cache keeps and how it behaves in time.
///
/// @param listPage objects read at once, at most, when the state is read from the store
/// @param historyMinEvents changes that are kept whatever their age, if they fit in the bytes
/// @param historyMaxEvents changes that are kept at most
/// @param historyMaxBytes bytes of replaced or deleted objects that the changes may hold on to
/// @param historyAge changes older than that are dropped, beyond the minimum
/// @param bookmarkInterval time between bookmarks
/// @param minBackoff time before a failed list or watch of the store is tried again; doubles
/// @param maxBackoff what it grows to
public record CacheLimits(
    int listPage,
    int historyMinEvents,
    int historyMaxEvents,
    long historyMaxBytes,
    Duration historyAge,
    Duration bookmarkInterval,
    Duration minBackoff,
    Duration maxBackoff) {

  /// A page of 50,000 is more than its weight lets most pages have: etcd counts for each page all
  /// that is left, half a microsecond each, which for a million objects in pages of 500 takes
  /// minutes, and in the 10,000 of Kubernetes' watch cache half a minute. 1,000 changes let a
  /// client that was away for a moment go on also where nothing is old enough to be dropped; 5
  /// minutes are what etcd keeps by default before it compacts, and 20,000 changes are those
  /// minutes at 66 a second. 64 MiB is the most that one type may cost in history. Bookmarks come
  /// each minute as in Kubernetes.
  public static final CacheLimits DEFAULT =
      new CacheLimits(
          50_000,
          1_000,
          20_000,
          64L << 20,
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          Duration.ofMillis(100),
          Duration.ofSeconds(5));

  public CacheLimits {
    if (listPage < 1 || historyMinEvents < 0 || historyMaxEvents < 1 || historyMaxBytes < 0) {
      throw new IllegalArgumentException("limits of a watch cache must be positive");
    }
  }

  /// With another history; small ones suit processes that run many servers.
  public CacheLimits withHistory(int minEvents, int maxEvents, long maxBytes) {
    return new CacheLimits(
        listPage,
        minEvents,
        maxEvents,
        maxBytes,
        historyAge,
        bookmarkInterval,
        minBackoff,
        maxBackoff);
  }

  public CacheLimits withBookmarkInterval(Duration interval) {
    return new CacheLimits(
        listPage,
        historyMinEvents,
        historyMaxEvents,
        historyMaxBytes,
        historyAge,
        interval,
        minBackoff,
        maxBackoff);
  }
}
