package io.ubernetes.runtime.member;

import io.ubernetes.runtime.Sleeper;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// The members by name, each made from where it is and how it is met, and made anew when that
/// changes. Thread-safe; changes and the calls of listeners happen under one lock, reads without.
public final class MemberClients implements AutoCloseable {

  private record Entry(Connection connection, Member member) {}

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final ClientFactory factory;
  private final BulkheadSettings settings;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<MemberListener> listeners = new ArrayList<>(); // guarded by lock
  private final Map<String, Entry> entries = new ConcurrentHashMap<>(); // written under lock

  public MemberClients(
      ClientFactory factory, BulkheadSettings settings, InstantSource clock, Sleeper sleeper) {
    this.factory = factory;
    this.settings = settings;
    this.clock = clock;
    this.sleeper = sleeper;
  }

  public MemberClients(ClientFactory factory, BulkheadSettings settings) {
    this(factory, settings, InstantSource.system(), Sleeper.SYSTEM);
  }

  public Optional<Member> member(String cluster) {
    return Optional.ofNullable(entries.get(cluster)).map(Entry::member);
  }

  public List<Member> members() {
    return entries.values().stream().map(Entry::member).toList();
  }

  /// Adds a listener, which is first told of the members that are there already.
  public void addListener(MemberListener listener) {
    lock.lock();
    try {
      entries.values().forEach(entry -> listener.onMemberAdded(entry.member()));
      listeners.add(listener);
    } finally {
      lock.unlock();
    }
  }

  /// Makes the member, or makes it anew when it is met otherwise than before.
  ///
  /// @throws IllegalArgumentException when the connection cannot be used; what was there before is
  ///   then gone, since its credential is no longer meant
  public void put(String cluster, Connection connection) {
    lock.lock();
    try {
      Entry before = entries.get(cluster);
      if (before != null && before.connection().equals(connection)) {
        return;
      }
      drop(cluster);
      Bulkhead bulkhead = new Bulkhead(cluster, settings, clock, sleeper);
      Member member = new Member(cluster, factory.connect(connection, bulkhead), bulkhead);
      entries.put(cluster, new Entry(connection, member));
      listeners.forEach(listener -> listener.onMemberAdded(member));
    } finally {
      lock.unlock();
    }
  }

  public void remove(String cluster) {
    lock.lock();
    try {
      drop(cluster);
    } finally {
      lock.unlock();
    }
  }

  /// Returns when the members are closed, or have had their time for it.
  @Override
  public void close() {
    List<Thread> closers;
    lock.lock();
    try {
      closers = List.copyOf(entries.keySet()).stream().map(this::drop).toList();
    } finally {
      lock.unlock();
    }
    try {
      for (Thread closer : closers) {
        closer.join(CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Informers are waited for when they close, so that happens aside: no lock is held for it.
  private Thread drop(String cluster) {
    Entry entry = entries.remove(cluster);
    Runnable closing = () -> {};
    if (entry != null) {
      listeners.forEach(listener -> listener.onMemberRemoved(entry.member()));
      closing = entry.member()::close;
    }
    return Thread.ofVirtual().name("close-" + cluster).start(closing);
  }
}
