package io.ubernetes.apimachinery.auth.tokens;

import io.ubernetes.apimachinery.pki.PrivateFiles;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.Store.Entry;
import io.ubernetes.apimachinery.storage.Store.WriteResult;
import io.ubernetes.apimachinery.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of service account tokens. Each server signs with a key of its own, which never leaves
/// its data directory (`service-account.jwk`, readable by the owner only); the public halves are in
/// the store, where all servers of the store find each other's.
///
/// A key signs for [#SIGNS_FOR], then another takes its place; its public half stays until every
/// token that it has signed has expired. Keys named in `service-account.revoked`, one a line, are
/// forgotten at the next start.
///
/// Thread-safe. A virtual thread that this object owns looks after the keys; the map of public
/// halves is written by it and by the store's watch.
public final class TokenKeys implements AutoCloseable {
  /// The longest life of a token. So long must the public half of a key be kept.
  public static final Duration LONGEST_LIFE = Duration.ofDays(365);

  static final Duration SIGNS_FOR = Duration.ofDays(90);

  /// How often the keys are looked after: a server that does not for a longest life is gone.
  private static final Duration INTERVAL = Duration.ofHours(12);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
  private static final int MAX_TRIES = 5;
  private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);

  private final Path file;
  private final Store store;
  private final InstantSource clock;
  private final Map<String, PublishedKey> published = new ConcurrentHashMap<>();
  private volatile TokenKey signing;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable Watching watching;

  private TokenKeys(Path file, Store store, InstantSource clock, TokenKey signing) {
    this.file = file;
    this.store = store;
    this.clock = clock;
    this.signing = signing;
  }

  /// Takes the key in the data directory, which is made where there is none, and publishes it.
  ///
  /// @throws IOException in one line what is wrong with the file
  /// @throws StoreException when the store does not answer
  public static TokenKeys open(Path directory, Store store, InstantSource clock)
      throws IOException {
    Path file = directory.resolve("service-account.jwk");
    List<String> revoked = revoked(directory.resolve("service-account.revoked"));
    if (!Files.exists(file)) {
      PrivateFiles.create(file, TokenKey.generate(clock.instant()).json());
    }
    PrivateFiles.restrict(file);
    TokenKeys keys = new TokenKeys(file, store, clock, read(file));
    keys.forget(revoked);
    if (revoked.contains(keys.signing.id())) {
      keys.replace();
    }
    keys.lookAfter();
    keys.follow();
    Thread.ofVirtual().name("token-keys").start(keys::run);
    return keys;
  }

  private static TokenKey read(Path file) throws IOException {
    try {
      TokenKey key = TokenKey.parse(Files.readString(file));
      if (!key.canSign()) {
        throw new IOException(file + " holds no private key");
      }
      return key;
    } catch (IllegalArgumentException broken) {
      throw new IOException(file + " is no usable key: " + broken.getMessage(), broken);
    }
  }

  private static List<String> revoked(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(String::strip).filter(l -> !l.isEmpty()).toList()
        : List.of();
  }

  /// The key to sign with.
  TokenKey signing() {
    return signing;
  }

  /// The key of that name; null when there is none any more.
  @Nullable TokenKey verifying(String id) {
    PublishedKey known = published.get(id);
    return known != null && clock.instant().isBefore(known.until()) ? known.key() : null;
  }

  /// All keys that verify tokens.
  Collection<TokenKey> all() {
    return published.values().stream().map(PublishedKey::key).toList();
  }

  private void run() {
    try {
      while (!isClosedWithin(INTERVAL)) {
        lookAfterAgain();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAfterAgain() throws InterruptedException {
    try {
      lookAfter();
    } catch (StoreException | IOException failure) {
      LOG.warn("the keys of tokens could not be looked after: {}", failure.getMessage());
      var _ = isClosedWithin(AFTER_FAILURE);
    }
  }

  private boolean isClosedWithin(Duration time) throws InterruptedException {
    return closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Makes a new key when the old one has signed long enough, says how long this server's key will
  /// be needed, and forgets those that nobody needs.
  void lookAfter() throws IOException {
    if (signing.made().plus(SIGNS_FOR).isBefore(clock.instant())) {
      replace();
    }
    publish(signing.publicHalf());
    for (Entry entry : store.list(PublishedKey.PREFIX, null, 0, 0).entries()) {
      PublishedKey known = decode(entry);
      if (known != null && known.until().isBefore(clock.instant())) {
        var _ = store.delete(entry.key(), entry.revision());
      }
    }
  }

  /// The others know the new key before anything is signed with it.
  private void replace() throws IOException {
    TokenKey next = TokenKey.generate(clock.instant());
    publish(next.publicHalf());
    PrivateFiles.replace(file, next.json());
    signing = next;
    LOG.info("service account tokens are signed with the key {} from now on", next.id());
  }

  private void publish(TokenKey key) {
    Instant until = clock.instant().plus(LONGEST_LIFE).plus(INTERVAL.multipliedBy(2));
    PublishedKey entry = new PublishedKey(key, until);
    for (int left = MAX_TRIES; left > 0; left--) {
      Entry old = store.get(entry.storeKey()).orElse(null);
      WriteResult result =
          old == null
              ? store.create(entry.storeKey(), entry.encode())
              : store.update(entry.storeKey(), entry.encode(), old.revision());
      if (result instanceof WriteResult.Written) {
        published.put(key.id(), entry);
        return;
      }
    }
    throw new StoreException("the key " + key.id() + " could not be published", null);
  }

  private void forget(List<String> revoked) {
    for (String id : revoked) {
      store
          .get(PublishedKey.PREFIX + id)
          .ifPresent(entry -> {
            var _ = store.delete(entry.key(), entry.revision());
          });
    }
  }

  private static @Nullable PublishedKey decode(Entry entry) {
    try {
      return PublishedKey.decode(entry.value());
    } catch (IllegalArgumentException malformed) {
      LOG.warn("{} in the store is no key of tokens and is passed over", entry.key(), malformed);
      return null;
    }
  }

  private void follow() {
    Store.Listing now = store.list(PublishedKey.PREFIX, null, 0, 0);
    published.keySet().removeIf(id -> now.entries().stream().noneMatch(e -> e.key().endsWith(id)));
    now.entries().forEach(this::learn);
    watching = new Watching(now.revision());
  }

  private void learn(Entry entry) {
    PublishedKey known = decode(entry);
    if (known != null) {
      published.put(known.key().id(), known);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    closeWatch();
  }

  private void closeWatch() {
    Watching watch = watching;
    if (watch != null) {
      watch.close();
    }
  }

  /// What the other servers publish and forget.
  private final class Watching implements Store.Watcher, AutoCloseable {
    private final Store.Watch watch;

    Watching(long after) {
      this.watch = store.watch(PublishedKey.PREFIX, after, this);
    }

    @Override
    public void onEvents(List<Store.Event> events) {
      for (Store.Event event : events) {
        byte[] value = event.value();
        if (value == null) {
          published.remove(event.key().substring(PublishedKey.PREFIX.length()));
        } else {
          learn(new Entry(event.key(), value, event.revision()));
        }
      }
    }

    @Override
    public void onProgress(long revision) {}

    /// Another thread begins anew: the store must not be called from within its watch.
    @Override
    public void onError(StoreException error) {
      LOG.warn("the watch of token keys starts over: {}", error.getMessage());
      Thread.ofVirtual().name("token-keys-watch").start(this::again);
    }

    private void again() {
      try {
        while (!isClosedWithin(Duration.ZERO) && !isFollowed()) {
          var _ = isClosedWithin(AFTER_FAILURE);
        }
        if (isClosedWithin(Duration.ZERO)) {
          closeWatch(); // it may have begun after close() had looked
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }

    private boolean isFollowed() {
      try {
        follow();
        return true;
      } catch (StoreException away) {
        LOG.debug("the store is still away", away);
        return false;
      }
    }

    @Override
    public void close() {
      watch.close();
    }
  }
}
