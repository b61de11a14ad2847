package io.ubernetes.apimachinery.cache;

import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.errors.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keeps what it is given. Takes `room` batches and then no more. Guarded by itself.
final class RecordingSink implements WatchSink {
  private final List<WatchEvent> events = new ArrayList<>();
  private int room;
  private int batches;
  private @Nullable ApiException error;
  private boolean ended;

  RecordingSink() {
    this(Integer.MAX_VALUE);
  }

  RecordingSink(int room) {
    this.room = room;
  }

  @Override
  public synchronized boolean offer(List<WatchEvent> offered) {
    if (ended || error != null) {
      throw new IllegalStateException("offered after the end");
    }
    if (room == 0) {
      return false;
    }
    room--;
    batches++;
    events.addAll(offered);
    return true;
  }

  @Override
  public synchronized void expired(ApiException reason) {
    error = reason;
  }

  @Override
  public synchronized void end() {
    ended = true;
  }

  synchronized List<WatchEvent> events() {
    return List.copyOf(events);
  }

  /// Type, key and revision of each event.
  synchronized List<String> texts() {
    return events.stream().map(WatchEvent::toString).toList();
  }

  synchronized int batches() {
    return batches;
  }

  synchronized @Nullable ApiException error() {
    return error;
  }

  /// The error that the watch ends with, waited for.
  ApiException awaitError() {
    return Objects.requireNonNull(
        await().atMost(Duration.ofSeconds(30)).until(this::error, Objects::nonNull));
  }

  synchronized boolean ended() {
    return ended;
  }
}
