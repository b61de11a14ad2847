package io.ubernetes.runtime.informer;

import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The informers of one client, shared by all who ask for the same name: several controllers of a
/// process watch a resource once. Thread-safe.
public final class Informers implements AutoCloseable {

  private final ApiClient client;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Informer> informers = new LinkedHashMap<>(); // guarded by lock
  private boolean closed;

  public Informers(ApiClient client) {
    this.client = client;
  }

  /// The informer of everything of a resource; made and started when it is first asked for.
  public Informer informer(ApiResource resource) {
    return informer(resource.toString(), resource, InformerOptions.ALL);
  }

  /// The informer of that name; the options count only when it is made. It is started at once.
  ///
  /// @throws IllegalArgumentException when the name is that of another resource's informer
  public Informer informer(String name, ApiResource resource, InformerOptions options) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the informers are closed");
      }
      Informer informer = informers.get(name);
      if (informer == null) {
        informer = new Informer(client, resource, options).start();
        informers.put(name, informer);
      }
      if (!informer.resource().equals(resource)) {
        throw new IllegalArgumentException(name + " is the informer of " + informer.resource());
      }
      return informer;
    } finally {
      lock.unlock();
    }
  }

  /// How each stands, by name.
  public Map<String, InformerHealth> health() {
    lock.lock();
    try {
      Map<String, InformerHealth> health = new LinkedHashMap<>();
      informers.forEach((name, informer) -> health.put(name, informer.health()));
      return health;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the informer of that name, if there is one.
  public void stop(String name) {
    Informer informer;
    lock.lock();
    try {
      informer = informers.remove(name);
    } finally {
      lock.unlock();
    }
    if (informer != null) {
      informer.close();
    }
  }

  @Override
  public void close() {
    Map<String, Informer> all;
    lock.lock();
    try {
      closed = true;
      all = Map.copyOf(informers);
      informers.clear();
    } finally {
      lock.unlock();
    }
    all.values().forEach(Informer::close);
  }
}
