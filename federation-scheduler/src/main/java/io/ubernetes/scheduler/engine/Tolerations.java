package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.ClusterSpec.Taint;
import io.ubernetes.model.federation.PropagationPolicySpec.Toleration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an object makes of clusters' taints, with the meaning that they have for pods and nodes:
/// NoSchedule keeps away, PreferNoSchedule makes a cluster the last choice, NoExecute drives away,
/// at once or when its toleration ends. Until then the cluster keeps what it has, but gets nothing
/// that would have to leave again. Immutable.
public final class Tolerations {

  public static final Tolerations NONE = new Tolerations(List.of());

  private static final Instant FAR = Instant.MAX;

  private final List<Toleration> tolerations;

  Tolerations(List<Toleration> tolerations) {
    this.tolerations = List.copyOf(tolerations);
  }

  /// The taints' verdict at that time.
  Verdict judge(MemberCluster cluster, Instant now) {
    Verdict verdict = Verdict.Takes.REPLICAS;
    for (Taint taint : cluster.taints()) {
      verdict = verdict.and(judge(taint, now));
    }
    return verdict;
  }

  private Verdict judge(Taint taint, Instant now) {
    Toleration toleration = match(taint);
    return switch (taint.effect()) {
      case "NoExecute" -> {
        if (toleration == null) {
          yield new Verdict.Left("Tainted", "the cluster has the taint " + text(taint));
        }
        Optional<Instant> end = end(taint, toleration);
        if (end.isEmpty()) {
          yield Verdict.Takes.REPLICAS;
        }
        yield end.get().isAfter(now)
            ? new Verdict.Keeps(
                "Tainted", "the cluster has the taint " + text(taint) + ", borne for a while")
            : new Verdict.Left(
                "Tainted", "the cluster has the taint " + text(taint) + ", borne for long enough");
      }
      case "NoSchedule" ->
          toleration == null
              ? new Verdict.Keeps(
                  "Tainted", "the cluster has the taint " + text(taint) + " and takes nothing new")
              : Verdict.Takes.REPLICAS;
      default -> Verdict.Takes.REPLICAS;
    };
  }

  /// How many taints say that others are to be preferred.
  int unpreferred(MemberCluster cluster) {
    int count = 0;
    for (Taint taint : cluster.taints()) {
      if (taint.effect().equals("PreferNoSchedule") && match(taint) == null) {
        count++;
      }
    }
    return count;
  }

  /// When the verdict changes though nothing else does.
  Optional<Instant> nextEnd(MemberCluster cluster, Instant now) {
    Optional<Instant> next = Optional.empty();
    for (Taint taint : cluster.taints()) {
      Toleration toleration = match(taint);
      if (toleration != null && taint.effect().equals("NoExecute")) {
        Optional<Instant> end =
            end(taint, toleration).filter(at -> at.isAfter(now) && !at.equals(FAR));
        if (end.isPresent() && (next.isEmpty() || end.get().isBefore(next.get()))) {
          next = end;
        }
      }
    }
    return next;
  }

  /// A taint that does not say since when it is there is borne as if it had come just now, for
  /// ever.
  private static Optional<Instant> end(Taint taint, Toleration toleration) {
    if (toleration.tolerationSeconds() == null) {
      return Optional.empty();
    }
    if (toleration.tolerationSeconds() <= 0) {
      return Optional.of(Instant.MIN);
    }
    try {
      return Optional.of(
          taint.timeAdded() == null
              ? FAR
              : Instant.parse(taint.timeAdded()).plusSeconds(toleration.tolerationSeconds()));
    } catch (DateTimeParseException unreadable) {
      return Optional.of(FAR);
    }
  }

  private @Nullable Toleration match(Taint taint) {
    for (Toleration toleration : tolerations) {
      if (matches(toleration, taint)) {
        return toleration;
      }
    }
    return null;
  }

  static boolean matches(Toleration toleration, Taint taint) {
    if (given(toleration.effect()) && !taint.effect().equals(toleration.effect())) {
      return false;
    }
    if (given(toleration.key()) && !taint.key().equals(toleration.key())) {
      return false;
    }
    return "Exists".equals(toleration.operator())
        || orEmpty(taint.value()).equals(orEmpty(toleration.value()));
  }

  private static boolean given(@Nullable String text) {
    return text != null && !text.isEmpty();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String text(Taint taint) {
    String value = given(taint.value()) ? "=" + taint.value() : "";
    return taint.key() + value + ":" + taint.effect();
  }
}
