package io.ubernetes.runtime.election;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.node.ObjectNode;

/// The spec of a `coordination.k8s.io/v1` Lease.
///
/// @param holder empty when nobody holds it
/// @param acquireTime and `renewTime` as text, for they are compared and kept, never computed with
record LeaseRecord(
    String holder, long durationSeconds, String acquireTime, String renewTime, long transitions) {

  /// Kubernetes' MicroTime: always six digits.
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  static LeaseRecord of(ApiObject lease) {
    return new LeaseRecord(
        Json.text(lease.spec(), "holderIdentity"),
        Json.number(lease.spec(), 0, "leaseDurationSeconds"),
        Json.text(lease.spec(), "acquireTime"),
        Json.text(lease.spec(), "renewTime"),
        Json.number(lease.spec(), 0, "leaseTransitions"));
  }

  /// What this record becomes when the identity takes or renews it.
  LeaseRecord heldBy(String identity, Duration duration, Instant now) {
    boolean renews = holder.equals(identity);
    return new LeaseRecord(
        identity,
        duration.toSeconds(),
        renews ? acquireTime : MICRO_TIME.format(now),
        MICRO_TIME.format(now),
        renews || renewTime.isEmpty() ? transitions : transitions + 1);
  }

  /// What this record becomes when its holder gives it up: anyone may take it at once.
  LeaseRecord released(Instant now) {
    return new LeaseRecord("", 1, MICRO_TIME.format(now), MICRO_TIME.format(now), transitions);
  }

  void writeTo(ApiObject lease) {
    ObjectNode spec = lease.json().putObject("spec");
    spec.put("holderIdentity", holder);
    spec.put("leaseDurationSeconds", durationSeconds);
    spec.put("acquireTime", acquireTime);
    spec.put("renewTime", renewTime);
    spec.put("leaseTransitions", transitions);
  }
}
