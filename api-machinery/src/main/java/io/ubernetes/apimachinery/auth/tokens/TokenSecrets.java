package io.ubernetes.apimachinery.auth.tokens;

import io.ubernetes.apimachinery.auth.TokenReviewer.Verdict;
import io.ubernetes.apimachinery.cache.CacheFollower;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.registry.DeleteOptions;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.FieldSelector;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Fills Secrets of the type `kubernetes.io/service-account-token` with the token of the account
/// that they name, and removes them with the account, as Kubernetes' token controller does. A token
/// whose key is gone is made anew. Level-triggered; several servers of one store may do it, because
/// a write is conditional and what is filled already stays.
///
/// The work is done by one virtual thread, which this object owns; the lists of what is to be
/// looked at are guarded by this object's lock.
public final class TokenSecrets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TokenSecrets.class);
  private static final String TYPE = "kubernetes.io/service-account-token";
  private static final String ACCOUNT = "kubernetes.io/service-account.name";
  private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";
  private static final String WRITER = "token-controller";
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final Registry secrets;
  private final Lookup objects;
  private final ServiceAccountTokens tokens;
  private final String authorityPem;
  private final CacheFollower ofSecrets;
  private final CacheFollower ofAccounts;
  private final Map<NamespacedName, NamespacedName> accountOf = new LinkedHashMap<>();
  private final Set<NamespacedName> waiting = new LinkedHashSet<>();
  private @Nullable Thread worker; // guarded by this

  public TokenSecrets(
      ServiceAccountTokens tokens,
      Function<GroupResource, Registry> registries,
      String authorityPem) {
    this.secrets = registries.apply(Lookup.SECRETS);
    this.objects = new Lookup(registries);
    this.tokens = tokens;
    this.authorityPem = authorityPem;
    this.ofSecrets =
        new CacheFollower(secrets.cache(), FieldSelector.parse("type=" + TYPE), new Secrets());
    this.ofAccounts = new CacheFollower(registries.apply(Lookup.ACCOUNTS).cache(), new Accounts());
  }

  public void start() throws InterruptedException {
    ofSecrets.start();
    ofAccounts.start();
    synchronized (this) {
      worker = Thread.ofVirtual().name("token-secrets").start(this::run);
    }
  }

  private void run() {
    try {
      while (true) {
        NamespacedName next = next();
        try {
          reconcile(next);
        } catch (StoreException | ApiException failure) {
          LOG.warn("the token of Secret {} must wait: {}", next, failure.getMessage());
          Thread.sleep(AGAIN);
          enqueue(next);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized NamespacedName next() throws InterruptedException {
    while (waiting.isEmpty()) {
      wait();
    }
    NamespacedName next = waiting.iterator().next();
    waiting.remove(next);
    return next;
  }

  private synchronized void enqueue(NamespacedName secret) {
    waiting.add(secret);
    notifyAll();
  }

  private void reconcile(NamespacedName key) {
    Optional<ApiObject> found = objects.read(Lookup.SECRETS, key);
    if (found.isEmpty() || !Json.text(found.get().json(), "type").equals(TYPE)) {
      return;
    }
    ApiObject secret = found.get();
    if (secret.isTerminating()) {
      return;
    }
    NamespacedName name = accountOf(key, secret);
    String uid = secret.annotations().getOrDefault(ACCOUNT_UID, "");
    Optional<ApiObject> account = objects.read(Lookup.ACCOUNTS, name);
    boolean same = account.isPresent() && (uid.isEmpty() || uid.equals(account.get().uid()));
    if (same) {
      fill(secret, account.get());
    } else if (!uid.isEmpty()) {
      remove(secret); // its account is gone
    }
  }

  private static NamespacedName accountOf(NamespacedName secret, ApiObject object) {
    return new NamespacedName(secret.namespace(), object.annotations().getOrDefault(ACCOUNT, ""));
  }

  private void remove(ApiObject secret) {
    DeleteOptions only = new DeleteOptions(secret.uid(), null, null, null);
    try {
      var _ = secrets.delete(secrets.type().versions().getFirst(), secret.key(), only, options());
    } catch (ApiException refused) {
      if (refused.code() != 404 && refused.code() != 409) {
        throw refused;
      } // somebody else has removed it, or it is another one by now
    }
  }

  private void fill(ApiObject secret, ApiObject account) {
    ObjectNode filled = filled(secret.json(), account);
    if (filled.equals(secret.json())) {
      return;
    }
    Change change =
        new Change(
            secrets.type().versions().getFirst(),
            Part.MAIN,
            new Edit.Patch(current -> filled(current, account)));
    var _ = secrets.update(secret.key(), change, options());
  }

  /// @return a new object; equal to the secret when nothing is missing
  private ObjectNode filled(ObjectNode secret, ApiObject account) {
    ObjectNode result = secret.deepCopy();
    ObjectNode metadata = Trees.makeObject(result, "metadata");
    Trees.makeObject(metadata, "annotations").put(ACCOUNT_UID, account.uid());
    ObjectNode data = Trees.makeObject(result, "data");
    data.put("ca.crt", base64(authorityPem));
    if (Json.text(data, "namespace").isEmpty()) {
      data.put("namespace", base64(account.namespace()));
    }
    // What is marked as invalid is not to be had by way of a new token.
    boolean kept = Validity.isMarkedInvalid(new ApiObject(secret));
    if (!kept && !isGood(Json.text(data, "token"))) {
      data.put("token", base64(tokens.issueFor(account, Json.text(metadata, "name"))));
    }
    return result;
  }

  /// A token is good that this issuer would take, apart from what the Secret holds by now.
  private boolean isGood(String base64) {
    try {
      String token = new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
      return !token.isEmpty() && tokens.judge(token, List.of()) instanceof Verdict.Good;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static WriteOptions options() {
    return WriteOptions.by("system:" + WRITER, WRITER);
  }

  @Override
  public void close() {
    ofSecrets.close();
    ofAccounts.close();
    synchronized (this) {
      Thread running = worker;
      if (running != null) {
        running.interrupt();
      }
    }
  }

  private final class Secrets implements CacheFollower.Follower {
    @Override
    public void put(NamespacedName key, ObjectNode object) {
      synchronized (TokenSecrets.this) {
        accountOf.put(key, accountOf(key, new ApiObject(object)));
        enqueue(key);
      }
    }

    @Override
    public void remove(NamespacedName key) {
      synchronized (TokenSecrets.this) {
        accountOf.remove(key);
      }
    }
  }

  /// An account that comes or goes concerns the Secrets that name it.
  private final class Accounts implements CacheFollower.Follower {
    @Override
    public void put(NamespacedName key, ObjectNode object) {
      wake(key);
    }

    @Override
    public void remove(NamespacedName key) {
      wake(key);
    }

    private void wake(NamespacedName account) {
      synchronized (TokenSecrets.this) {
        accountOf.forEach((secret, of) -> {
          if (of.equals(account)) {
            enqueue(secret);
          }
        });
      }
    }
  }
}
