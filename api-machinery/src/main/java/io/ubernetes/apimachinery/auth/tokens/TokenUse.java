package io.ubernetes.apimachinery.auth.tokens;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notes on a Secret with a standing token the day on which the token was last used, in the label
/// that Kubernetes uses for it, so that tokens that nobody uses can be found.
///
/// Thread-safe. Each note is written by a virtual thread of its own, so that no request waits for
/// it; one that fails is made by the next use.
final class TokenUse {
  private static final Logger LOG = LoggerFactory.getLogger(TokenUse.class);
  private static final String LAST_USED = "kubernetes.io/legacy-token-last-used";

  /// More than that at once mean a slow store, which must not be given more work.
  private static final int MAX_UNDERWAY = 16;

  private final Registry secrets;
  private final InstantSource clock;
  private final Set<NamespacedName> underway = ConcurrentHashMap.newKeySet();

  TokenUse(Registry secrets, InstantSource clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /// @param secret as it is known; a note of today, or of tomorrow by another server's clock, stays
  void note(ApiObject secret) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    String noted = secret.labels().getOrDefault(LAST_USED, "");
    boolean isNoted = noted.equals(today.toString()) || noted.equals(today.plusDays(1).toString());
    NamespacedName key = secret.key();
    if (!isNoted && underway.size() < MAX_UNDERWAY && underway.add(key)) {
      Thread.ofVirtual().name("token-use").start(() -> write(key, today));
    }
  }

  private void write(NamespacedName key, LocalDate today) {
    Edit edit =
        new Edit.Patch(secret -> {
          Trees.makeObject(Trees.makeObject(secret, "metadata"), "labels")
              .put(LAST_USED, today.toString());
          return secret;
        });
    try {
      var version = secrets.type().versions().getFirst();
      var _ =
          secrets.update(
              key,
              new Change(version, Part.MAIN, edit),
              WriteOptions.by("system:apiserver", "kube-apiserver"));
    } catch (ApiException | StoreException failure) {
      LOG.debug("the use of Secret {} is not noted: {}", key, failure.getMessage());
    } finally {
      underway.remove(key);
    }
  }
}
