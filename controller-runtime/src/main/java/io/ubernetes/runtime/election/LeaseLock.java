package io.ubernetes.runtime.election;

import io.ubernetes.model.ApiObject;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResources;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Single tries to take, renew and release the Lease, as client-go's: when a lease of another is
/// over is judged by the own clock, from when its last change was seen, so that clocks need not
/// agree. Guarded by its own monitor, which is held during a try: there is one at a time.
final class LeaseLock {

  private final ApiClient client;
  private final ElectionSettings settings;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private @Nullable ApiObject observed;
  private LeaseRecord record = new LeaseRecord("", 0, "", "", 0);
  private long observedAt;
  private volatile String holder = "";

  LeaseLock(ApiClient client, ElectionSettings settings, InstantSource clock, LongSupplier nanos) {
    this.client = client;
    this.settings = settings;
    this.clock = clock;
    this.nanos = nanos;
  }

  /// Who held the lease when it was last seen; empty: nobody.
  String holder() {
    return holder;
  }

  /// Takes or renews the lease.
  ///
  /// @return whether it is held now
  /// @throws ApiClientException when that cannot be known
  synchronized boolean tryAcquireOrRenew() {
    ApiObject known = observed;
    if (known == null || !record.holder().equals(settings.identity())) {
      Optional<ApiObject> read = client.get(ApiResources.LEASES, settings.lease());
      if (read.isEmpty()) {
        return create();
      }
      observe(read.get());
      known = read.get();
      if (isHeldByAnother()) {
        return false;
      }
    }
    return write(known);
  }

  /// Gives the lease up if it is held.
  synchronized void release() {
    ApiObject known = observed;
    if (known == null || !record.holder().equals(settings.identity())) {
      return;
    }
    ApiObject lease = known.copy();
    record.released(clock.instant()).writeTo(lease);
    observe(client.update(ApiResources.LEASES, lease));
  }

  private boolean create() {
    ApiObject lease =
        ApiObject.of(
            ApiResources.LEASES.kind(), settings.lease().namespace(), settings.lease().name());
    new LeaseRecord("", 0, "", "", 0)
        .heldBy(settings.identity(), settings.leaseDuration(), clock.instant())
        .writeTo(lease);
    try {
      observe(client.create(ApiResources.LEASES, lease));
      return true;
    } catch (ApiClientException e) {
      if (e.isAlreadyExists()) {
        return false;
      }
      throw e;
    }
  }

  private boolean write(ApiObject known) {
    ApiObject lease = known.copy();
    record.heldBy(settings.identity(), settings.leaseDuration(), clock.instant()).writeTo(lease);
    try {
      observe(client.update(ApiResources.LEASES, lease));
      return true;
    } catch (ApiClientException e) {
      observed = null; // whatever happened, the next try reads first
      if (e.isConflict() || e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  private void observe(ApiObject lease) {
    LeaseRecord now = LeaseRecord.of(lease);
    if (!now.equals(record) || observedAt == 0) {
      record = now;
      observedAt = nanos.getAsLong();
    }
    observed = lease;
    holder = now.holder();
  }

  private boolean isHeldByAnother() {
    if (record.holder().isEmpty() || record.holder().equals(settings.identity())) {
      return false;
    }
    Duration duration = Duration.ofSeconds(Math.max(1, record.durationSeconds()));
    return nanos.getAsLong() - observedAt < duration.toNanos();
  }
}
