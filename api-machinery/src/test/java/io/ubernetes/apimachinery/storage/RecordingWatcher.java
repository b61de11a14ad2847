package io.ubernetes.apimachinery.storage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A watcher that keeps what it is told and checks at once what always holds: changes come in
/// ascending order, none twice, none after the revision was announced as complete, none after an
/// error.
public final class RecordingWatcher implements Store.Watcher {
  private final List<Store.Event> events = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private long progress;
  private @Nullable StoreException error;

  @Override
  public synchronized void onEvents(List<Store.Event> batch) {
    if (batch.isEmpty()) {
      violations.add("an empty batch");
    }
    for (Store.Event event : batch) {
      long last = lastRevision();
      if (event.revision() <= last) {
        violations.add("revision " + event.revision() + " after " + last);
      }
      if (event.revision() <= progress) {
        violations.add("revision " + event.revision() + " after progress " + progress);
      }
      events.add(event);
    }
    checkNotEnded();
  }

  @Override
  public synchronized void onProgress(long revision) {
    checkNotEnded();
    progress = Math.max(progress, revision);
  }

  @Override
  public synchronized void onError(StoreException reason) {
    checkNotEnded();
    error = reason;
  }

  private void checkNotEnded() {
    if (error != null) {
      violations.add("called after an error");
    }
  }

  public synchronized long lastRevision() {
    return events.isEmpty() ? 0 : events.getLast().revision();
  }

  /// All events until now.
  ///
  /// @throws AssertionError when the order was broken
  public synchronized List<Store.Event> events() {
    if (!violations.isEmpty()) {
      throw new AssertionError("watch contract broken: " + violations);
    }
    return List.copyOf(events);
  }

  public synchronized long progress() {
    return progress;
  }

  public synchronized @Nullable StoreException error() {
    return error;
  }
}
