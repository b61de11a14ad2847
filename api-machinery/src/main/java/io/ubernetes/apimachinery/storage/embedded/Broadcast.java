package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.Store.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// Knows how far the store is, and hands each committed change to the watches of its key.
///
/// One lock guards the watches and the moment at which the revision moves: who holds it sees that
/// all changes up to the revision have been handed out and none after. It is never held across I/O
/// or a call of a watcher. The revisions may be read without it.
final class Broadcast {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Set<EmbeddedWatch>> watchesByPrefix = new HashMap<>();

  /// How many prefixes of each length are watched: an event looks up only these lengths, so that
  /// its cost does not grow with the number of watches that it does not concern.
  private final TreeMap<Integer, Integer> prefixLengths = new TreeMap<>();

  private volatile long revision;
  private volatile long compactRevision;

  Broadcast(long revision, long compactRevision) {
    this.revision = revision;
    this.compactRevision = compactRevision;
  }

  long revision() {
    return revision;
  }

  long compactRevision() {
    return compactRevision;
  }

  /// Called by the writer after a commit: from now on reads see these changes, which have the
  /// revisions that follow.
  void publish(List<Event> events, long newCompactRevision) {
    lock.lock();
    try {
      compactRevision = newCompactRevision;
      long newRevision = revision + events.size();
      revision = newRevision;
      for (Event event : events) {
        handOut(event);
      }
    } finally {
      lock.unlock();
    }
  }

  private void handOut(Event event) {
    String key = event.key();
    for (int length : prefixLengths.headMap(key.length(), true).keySet()) {
      Set<EmbeddedWatch> watches = watchesByPrefix.get(key.substring(0, length));
      if (watches != null) {
        watches.forEach(watch -> watch.offer(event));
      }
    }
  }

  /// From now on every change after the returned revision is handed to the watch; it has to find
  /// those before by itself.
  long attach(EmbeddedWatch watch) {
    lock.lock();
    try {
      Set<EmbeddedWatch> sharing =
          watchesByPrefix.computeIfAbsent(watch.prefix(), prefix -> new HashSet<>());
      if (sharing.isEmpty()) {
        prefixLengths.merge(watch.prefix().length(), 1, Integer::sum);
      }
      sharing.add(watch);
      watch.resume();
      return revision;
    } finally {
      lock.unlock();
    }
  }

  void detach(EmbeddedWatch watch) {
    lock.lock();
    try {
      Set<EmbeddedWatch> sharing = watchesByPrefix.get(watch.prefix());
      if (sharing != null && sharing.remove(watch) && sharing.isEmpty()) {
        watchesByPrefix.remove(watch.prefix());
        prefixLengths.merge(watch.prefix().length(), -1, (a, b) -> a + b == 0 ? null : a + b);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The newest revision, told to the watch behind all changes up to it.
  void announceProgress(EmbeddedWatch watch) {
    lock.lock();
    try {
      watch.offerProgress(revision);
    } finally {
      lock.unlock();
    }
  }

  List<EmbeddedWatch> watches() {
    lock.lock();
    try {
      List<EmbeddedWatch> all = new ArrayList<>();
      watchesByPrefix.values().forEach(all::addAll);
      return all;
    } finally {
      lock.unlock();
    }
  }
}
