package io.ubernetes.simulator;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.RequestHandler;
import io.ubernetes.apimachinery.http.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Stands before a cluster's API and makes it misbehave to order. Thread-safe.
final class FaultyHandler implements RequestHandler {
  private static final long MAX_HELD_BYTES = 16L << 20;

  private final RequestHandler behind;
  private final AtomicLong requests = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<HeldSink> streams = new ArrayList<>(); // guarded by lock
  private volatile Fault fault = Fault.NONE;

  FaultyHandler(RequestHandler behind) {
    this.behind = behind;
  }

  void set(Fault next) {
    List<HeldSink> running;
    lock.lock();
    try {
      fault = next;
      changed.signalAll();
      running = List.copyOf(streams);
    } finally {
      lock.unlock();
    }
    boolean open = !(next instanceof Fault.Partition);
    if (open) {
      running.forEach(HeldSink::flush);
    }
  }

  /// A fault makes requests wait, which must not happen on an event loop.
  @Override
  public boolean answersFromMemory(Request request) {
    return fault instanceof Fault.None && behind.answersFromMemory(request);
  }

  @Override
  public Response handle(Request request) {
    return switch (fault) {
      case Fault.None none -> answer(request);
      case Fault.Slow(Duration latency) -> {
        awaitChange(latency);
        yield answer(request);
      }
      case Fault.Errors(int status, int everyNth) ->
          requests.incrementAndGet() % everyNth == 0 ? refusal(status) : answer(request);
      case Fault.Partition partition -> {
        awaitEndOfPartition();
        yield answer(request);
      }
    };
  }

  private Response answer(Request request) {
    Response response = behind.handle(request);
    return switch (response) {
      case Response.Full full -> {
        awaitEndOfPartition(); // it may have begun meanwhile
        yield full;
      }
      case Response.Streaming(
              int status,
              List<Response.Header> headers,
              Response.Producer producer) ->
          new Response.Streaming(status, headers, sink -> producer.start(held(sink)));
    };
  }

  private static Response refusal(int status) {
    return Response.Full.error(
        switch (status) {
          case 429 -> ApiException.tooManyRequests("the simulated server has too much to do", 1);
          case 503 -> ApiException.serviceUnavailable("the simulated server is not available", 1);
          default -> ApiException.internal("the simulated server fails to order");
        });
  }

  private HeldSink held(Response.Sink sink) {
    HeldSink held = new HeldSink(sink);
    lock.lock();
    try {
      streams.add(held);
    } finally {
      lock.unlock();
    }
    sink.onClose(() -> {
      lock.lock();
      try {
        streams.remove(held);
      } finally {
        lock.unlock();
      }
    });
    return held;
  }

  private void awaitChange(Duration most) {
    lock.lock();
    try {
      long left = most.toNanos();
      Fault before = fault;
      while (left > 0 && fault.equals(before)) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void awaitEndOfPartition() {
    lock.lock();
    try {
      while (fault instanceof Fault.Partition) {
        boolean _ = changed.await(1, TimeUnit.MINUTES);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /// Keeps back what a stream sends while there is a partition. Its own lock guards the order.
  private final class HeldSink implements Response.Sink {
    private final Response.Sink sink;
    private final ReentrantLock order = new ReentrantLock();
    private final List<List<byte[]>> held = new ArrayList<>(); // guarded by order
    private long heldBytes; // guarded by order
    private boolean ended; // guarded by order

    HeldSink(Response.Sink sink) {
      this.sink = sink;
    }

    @Override
    public long write(List<byte[]> chunks) {
      order.lock();
      try {
        if (!(fault instanceof Fault.Partition) && held.isEmpty()) {
          return sink.write(chunks);
        }
        held.add(chunks);
        heldBytes += chunks.stream().mapToLong(chunk -> chunk.length).sum();
        if (heldBytes > MAX_HELD_BYTES) {
          sink.abort();
        }
        return heldBytes;
      } finally {
        order.unlock();
      }
    }

    void flush() {
      order.lock();
      try {
        held.forEach(sink::write);
        held.clear();
        heldBytes = 0;
        if (ended) {
          sink.end();
        }
      } finally {
        order.unlock();
      }
    }

    @Override
    public void end() {
      order.lock();
      try {
        if (held.isEmpty() && !(fault instanceof Fault.Partition)) {
          sink.end();
        } else {
          ended = true;
        }
      } finally {
        order.unlock();
      }
    }

    @Override
    public void abort() {
      sink.abort();
    }

    @Override
    public void onClose(Runnable action) {
      sink.onClose(action);
    }

    @Override
    public void onDrain(Runnable action) {
      sink.onDrain(action);
    }
  }
}
