package io.ubernetes.runtime.informer;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ListOptions;
import io.ubernetes.runtime.client.ListPage;
import io.ubernetes.runtime.client.Watch;
import io.ubernetes.runtime.client.WatchEvent;
import io.ubernetes.runtime.client.WatchOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The list and watch protocol of Kubernetes ("Efficient detection of changes" in its API
/// concepts). It remembers only the version up to which it has told its sink everything; that
/// belongs to the informer's thread.
final class Reflector {

  /// Where changes go. Called by the informer's thread.
  interface Sink {

    /// This is all there is.
    void replaced(List<ApiObject> objects);

    void changed(ApiObject object);

    void deleted(NamespacedName key);

    /// The server gave a sign of life.
    void alive();

    /// A watch was accepted.
    void watching();
  }

  private final ApiClient client;
  private final ApiResource resource;
  private final InformerOptions options;
  private final Sink sink;
  private volatile @Nullable Watch watch;
  private volatile boolean closed;
  private String version = "";

  Reflector(ApiClient client, ApiResource resource, InformerOptions options, Sink sink) {
    this.client = client;
    this.resource = resource;
    this.options = options;
    this.sink = sink;
  }

  /// Lists if need be, and watches until the server ends it in order.
  ///
  /// @throws ApiClientException when it ends otherwise; the next call goes on where this one was
  void listAndWatch() {
    if (version.isEmpty()) {
      list();
    }
    try {
      watch();
    } catch (ApiClientException e) {
      if (e.isExpired()) {
        forget();
      }
      throw e;
    }
  }

  /// Lists anew next time.
  void forget() {
    version = "";
  }

  /// Ends a watch that is running. Called by any thread.
  void close() {
    closed = true;
    Watch running = watch;
    if (running != null) {
      running.close();
    }
  }

  private void list() {
    List<ApiObject> objects = new ArrayList<>();
    ListOptions position = options.selection();
    ListPage page = client.listPage(resource, position);
    collect(page, objects);
    while (!page.isLast()) {
      position = position.continuedBy(page);
      page = nextPage(position, objects);
      collect(page, objects);
    }
    sink.replaced(objects);
    version = page.resourceVersion();
  }

  /// When the pages are changed faster than they are read, one large answer is the way out.
  private ListPage nextPage(ListOptions position, List<ApiObject> soFar) {
    try {
      return client.listPage(resource, position);
    } catch (ApiClientException e) {
      if (!e.isExpired()) {
        throw e;
      }
      soFar.clear();
      return client.listPage(resource, options.selection().withLimit(0));
    }
  }

  private void collect(ListPage page, List<ApiObject> objects) {
    sink.alive();
    page.items().forEach(object -> objects.add(options.transform().apply(object)));
  }

  private void watch() {
    try (Watch running = client.watch(resource, WatchOptions.of(options.selection(), version))) {
      watch = running;
      if (closed) {
        return;
      }
      sink.alive();
      sink.watching();
      WatchEvent event = running.next(options.silence());
      while (!(event instanceof WatchEvent.Ended)) {
        sink.alive();
        handle(event);
        event = running.next(options.silence());
      }
    } finally {
      watch = null;
    }
  }

  private void handle(WatchEvent event) {
    switch (event) {
      case WatchEvent.Added(ApiObject object) -> change(object);
      case WatchEvent.Modified(ApiObject object) -> change(object);
      case WatchEvent.Deleted(ApiObject object) -> {
        sink.deleted(object.key());
        version = object.resourceVersion();
      }
      case WatchEvent.Bookmark(String at) -> version = at;
      case WatchEvent.Ended() -> {}
    }
  }

  private void change(ApiObject object) {
    String at = object.resourceVersion(); // read first: a transform may drop it
    sink.changed(options.transform().apply(object));
    version = at;
  }
}
