package io.ubernetes.apimachinery.http;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sink of one stream. Any thread puts chunks into the queue; the event loop of the connection
/// takes them out. However many chunks are written before the loop gets there, it is called once.
final class StreamSink implements Response.Sink, BodyPump.Progress {
  private static final Logger LOG = LoggerFactory.getLogger(StreamSink.class);

  private final Context loop;
  private final Exchange exchange;

  private final Response.Streaming answer;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /// Nothing more is accepted.
  private volatile boolean ended;

  /// What was accepted is all, and shall be sent before the stream ends.
  private volatile boolean complete;

  private volatile @Nullable Runnable onDrain;

  /// Null after the stream has closed. Guarded by this.
  private @Nullable List<Runnable> closeActions = new ArrayList<>(2);

  /// Owned by the loop; null until the headers are out.
  private @Nullable BodyPump pump;

  StreamSink(Context loop, Exchange exchange, Response.Streaming answer) {
    this.loop = loop;
    this.exchange = exchange;
    this.answer = answer;
  }

  /// Lets the headers go out. They wait until the producer has started, or has something to send: a
  /// client that has seen them may rely on the stream showing all that happens from then on.
  void begin() {
    if (begun.compareAndSet(false, true)) {
      loop.runOnContext(nothing -> exchange.open(answer, this));
    }
  }

  @Override
  public long write(List<byte[]> chunks) {
    if (ended) {
      return 0;
    }
    long bytes = 0;
    for (byte[] chunk : chunks) {
      bytes += chunk.length;
    }
    long queued = queuedBytes.addAndGet(bytes);
    queue.addAll(chunks);
    begin();
    schedule();
    return queued;
  }

  @Override
  public void end() {
    ended = true;
    complete = true;
    begin();
    schedule();
  }

  @Override
  public void abort() {
    ended = true;
    loop.runOnContext(nothing -> exchange.cut());
  }

  @Override
  public void onClose(Runnable action) {
    synchronized (this) {
      if (closeActions != null) {
        closeActions.add(action);
        return;
      }
    }
    action.run();
  }

  @Override
  public void onDrain(Runnable action) {
    onDrain = action;
  }

  Supplier<byte @Nullable []> source() {
    return queue::poll;
  }

  /// The headers are out: what was queued may follow. On the loop.
  void open(BodyPump pump) {
    this.pump = pump;
    pump.pump();
  }

  /// The stream is over, for whatever reason. On the loop, once.
  void closed() {
    List<Runnable> actions;
    synchronized (this) {
      actions = closeActions == null ? List.of() : closeActions;
      closeActions = null;
    }
    ended = true;
    pump = null;
    queue.clear();
    actions.forEach(StreamSink::run);
  }

  @Override
  public void taken(int bytes) {
    long left = queuedBytes.addAndGet(-bytes);
    Runnable action = onDrain;
    if (left == 0 && action != null && !ended) {
      run(action);
    }
  }

  @Override
  public void emptied() {
    if (complete && queue.isEmpty()) {
      exchange.endStream();
    }
  }

  @Override
  public void failed() {
    exchange.cut();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      loop.runOnContext(nothing -> drain());
    }
  }

  private void drain() {
    scheduled.set(false);
    if (pump != null) {
      pump.pump();
    }
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.error("what a stream's producer wanted to be told of has failed", e);
    }
  }
}
