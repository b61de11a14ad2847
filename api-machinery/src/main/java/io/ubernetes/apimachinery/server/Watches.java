package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.cache.Subscription;
import io.ubernetes.apimachinery.cache.WatchEvent;
import io.ubernetes.apimachinery.cache.WatchRequest;
import io.ubernetes.apimachinery.cache.WatchRequest.Start;
import io.ubernetes.apimachinery.cache.WatchSink;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.http.Response.Header;
import io.ubernetes.apimachinery.http.Response.Sink;
import io.ubernetes.apimachinery.registry.ListOptions;
import io.ubernetes.apimachinery.registry.Reader;
import io.ubernetes.apimachinery.server.Accept.Shape;
import io.ubernetes.apimachinery.server.Forms.IncludeObject;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Streams the changes of a kind to clients. Thread-safe; the timer belongs to the server.
final class Watches {

  /// A client that lets more than this pile up is cut off: it lists again and is none the worse,
  /// while the server's memory stays bounded.
  private static final long MAX_QUEUED_BYTES = 16L << 20;

  /// What a long beginning may have under way before it waits for the client to take it.
  private static final long ROOMY_BYTES = 1L << 20;

  /// A client that takes nothing of a long beginning for that long is treated as any slow one.
  private static final Duration STALLED = Duration.ofSeconds(30);

  /// A last bookmark goes out that long before the end, so that the client resumes from there.
  private static final Duration LAST_BOOKMARK = Duration.ofSeconds(2);

  /// Kubernetes ends watches without a timeout of their own after 30 to 60 minutes, at random so
  /// that clients do not all come back at once.
  private static final Duration SHORTEST_DEFAULT = Duration.ofMinutes(30);

  private final ScheduledExecutorService timer;
  private final InstantSource clock;

  Watches(ScheduledExecutorService timer, InstantSource clock) {
    this.timer = timer;
    this.clock = clock;
  }

  Response start(Call call, ListOptions options) {
    Accept accept = Accept.ofWatch(call.request());
    ResourceHandler.checkFields(call, options);
    Duration timeout = timeout(call);
    WatchRequest request = request(call, options);
    Encoder encoder = encoder(call, accept);
    return new Response.Streaming(
        200,
        List.of(new Header("Content-Type", "application/json")),
        sink -> new Stream(call, encoder, sink).run(request, timeout));
  }

  private static Duration timeout(Call call) {
    long asked = QueryOptions.number(call.request(), "timeoutSeconds").orElse(0L);
    return asked > 0
        ? Duration.ofSeconds(asked)
        : SHORTEST_DEFAULT.plusSeconds(
            ThreadLocalRandom.current().nextLong(SHORTEST_DEFAULT.toSeconds()));
  }

  private static WatchRequest request(Call call, ListOptions options) {
    String name = call.info().name(); // /watch/namespaces/NAMESPACE/RESOURCE/NAME watches one
    return new WatchRequest(
        options.namespace().isEmpty() ? null : options.namespace(),
        name.isEmpty() ? null : name,
        options.labels(),
        options.fields(),
        beginning(call, options.resourceVersion()),
        QueryOptions.isTrue(call.request(), "allowWatchBookmarks"));
  }

  private static Start beginning(Call call, String version) {
    long revision = version.isEmpty() ? 0 : Reader.versionOf(version);
    if (QueryOptions.isTrue(call.request(), "sendInitialEvents")) {
      long minimum = version.isEmpty() ? Start.State.MOST_RECENT : revision;
      return new Start.State(minimum, true);
    }
    boolean withoutState = call.request().parameter("sendInitialEvents").isPresent();
    if (revision > 0) {
      return new Start.After(revision);
    }
    if (withoutState) {
      return new Start.Now();
    }
    long minimum = version.isEmpty() ? Start.State.MOST_RECENT : Start.State.ANY;
    return new Start.State(minimum, false);
  }

  /// Makes the bytes of an event.
  @FunctionalInterface
  private interface Encoder {
    List<byte[]> frames(List<WatchEvent> events);
  }

  private Encoder encoder(Call call, Accept accept) {
    boolean asStored = accept.shape() == Shape.OBJECT && call.served().sendsStoredForm();
    if (asStored) {
      return Watches::stored;
    }
    AtomicReference<IncludeObject> firstTable =
        new AtomicReference<>(
            accept.shape() == Shape.TABLE ? IncludeObject.of(call.request()) : null);
    IncludeObject include = firstTable.get();
    return events -> {
      List<ObjectNode> objects =
          call.served().fromStorage(events.stream().map(event -> event.object().tree()).toList());
      List<byte[]> frames = new ArrayList<>(events.size());
      for (int i = 0; i < objects.size(); i++) {
        WatchEvent event = events.get(i);
        ObjectNode object = objects.get(i);
        ObjectNode shaped =
            switch (accept.shape()) {
              case OBJECT -> object;
              case PARTIAL_OBJECT_METADATA, PARTIAL_OBJECT_METADATA_LIST ->
                  Forms.partialMetadata(object, accept.metaVersion());
              case TABLE ->
                  tableEvent(call, accept, object, firstTable.getAndSet(null) != null, include);
            };
        frames.add(frame(event.type().name(), shaped));
      }
      return frames;
    };
  }

  private static List<byte[]> stored(List<WatchEvent> events) {
    List<byte[]> chunks = new ArrayList<>(4 * events.size());
    events.forEach(event -> chunks.addAll(event.frame()));
    return chunks;
  }

  private static byte[] frame(String type, ObjectNode object) {
    ObjectNode frame = Json.object();
    frame.put("type", type);
    frame.set("object", object);
    return (Json.MAPPER.writeValueAsString(frame) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private ObjectNode tableEvent(
      Call call, Accept accept, ObjectNode object, boolean first, @Nullable IncludeObject include) {
    ObjectNode metadata = Json.object();
    metadata.put("resourceVersion", Json.text(object, "metadata", "resourceVersion"));
    ObjectNode table =
        Forms.table(
            metadata, first ? call.served().version().columns() : null, accept.metaVersion());
    // A bookmark is a row of nothing: its annotation says that the state has been told.
    Forms.addRow(
        table,
        call.served().version().columns(),
        object,
        include == null ? IncludeObject.METADATA : include,
        clock.instant());
    return table;
  }

  /// One running watch: between the cache, which offers events, and the connection.
  private final class Stream implements WatchSink {
    private final Call call;
    private final Encoder encoder;
    private final Sink sink;
    private boolean full; // guarded by this

    Stream(Call call, Encoder encoder, Sink sink) {
      this.call = call;
      this.encoder = encoder;
      this.sink = sink;
    }

    void run(WatchRequest request, Duration timeout) {
      Subscription subscription;
      try {
        boolean remote = call.served().version().fromStorage().isRemote();
        WatchSink taker = remote ? new PatientSink(this) : this;
        subscription = call.served().registry().cache().watch(request, taker);
      } catch (ApiException refused) {
        expired(refused);
        return;
      }
      long millis = timeout.toMillis();
      long bookmarkAt = Math.max(millis / 2, millis - LAST_BOOKMARK.toMillis());
      Future<?> bookmark =
          timer.schedule(subscription::bookmark, bookmarkAt, TimeUnit.MILLISECONDS);
      Future<?> deadline = timer.schedule(() -> stop(subscription), millis, TimeUnit.MILLISECONDS);
      sink.onDrain(this::drained);
      sink.onClose(() -> {
        bookmark.cancel(false);
        deadline.cancel(false);
        subscription.close();
        drained();
      });
    }

    private void stop(Subscription subscription) {
      subscription.close();
      sink.end();
    }

    @Override
    public boolean offer(List<WatchEvent> events) {
      long queued = sink.write(encoder.frames(events));
      if (queued > MAX_QUEUED_BYTES) {
        sink.abort();
        return false;
      }
      synchronized (this) {
        full = queued > ROOMY_BYTES;
      }
      return true;
    }

    /// Waits until all that was written has gone out, or the client has gone.
    @Override
    public synchronized void awaitRoom() throws InterruptedException {
      long giveUp = System.nanoTime() + STALLED.toNanos();
      while (full && System.nanoTime() < giveUp) {
        wait(STALLED.toMillis());
      }
    }

    private synchronized void drained() {
      full = false;
      notifyAll();
    }

    @Override
    public void expired(ApiException error) {
      sink.write(List.of(frame("ERROR", error.status())));
      sink.end();
    }

    @Override
    public void end() {
      sink.end();
    }
  }
}
