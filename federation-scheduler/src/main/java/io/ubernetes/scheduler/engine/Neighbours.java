package io.ubernetes.scheduler.engine;

import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.federation.PropagationPolicySpec.AffinityTerm;
import io.ubernetes.model.federation.PropagationPolicySpec.PlacementAffinity;
import io.ubernetes.model.federation.PropagationPolicySpec.PreferredAffinityTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Near which other objects an object shall be, and away from which. Immutable.
///
/// @param near all must be met where any object matches
/// @param away none may be
/// @param preferred what is better or worse; away has a negative weight
public record Neighbours(List<Term> near, List<Term> away, List<Preferred> preferred) {

  public static final Neighbours NONE = new Neighbours(List.of(), List.of(), List.of());

  public Neighbours {
    near = List.copyOf(near);
    away = List.copyOf(away);
    preferred = List.copyOf(preferred);
  }

  /// Other objects, and what counts as the same place.
  ///
  /// @param namespaces where the others are; that of the object itself where it is empty
  public record Term(LabelSelector labels, String key, Set<String> namespaces) {

    static Term of(AffinityTerm term) {
      return new Term(
          LabelSelector.fromJson(term.labelSelector()),
          term.topologyKey(),
          Set.copyOf(term.namespaces()));
    }

    /// Whether it speaks of an object.
    ///
    /// @param home the namespace of the object whose term this is
    public boolean matches(String home, String namespace, Map<String, String> otherLabels) {
      boolean there =
          namespaces.isEmpty() ? home.equals(namespace) : namespaces.contains(namespace);
      return there && labels.matches(otherLabels);
    }

    /// Said in messages.
    String text() {
      return labels + " in the same " + key;
    }
  }

  public record Preferred(Term term, long weight) {}

  static Neighbours of(@Nullable PlacementAffinity near, @Nullable PlacementAffinity away) {
    List<Preferred> preferred = new ArrayList<>();
    if (near != null) {
      near.preferred().forEach(term -> preferred.add(preferred(term, 1)));
    }
    if (away != null) {
      away.preferred().forEach(term -> preferred.add(preferred(term, -1)));
    }
    return new Neighbours(required(near), required(away), preferred);
  }

  private static List<Term> required(@Nullable PlacementAffinity affinity) {
    return affinity == null ? List.of() : affinity.required().stream().map(Term::of).toList();
  }

  private static Preferred preferred(PreferredAffinityTerm term, int sign) {
    return new Preferred(Term.of(term.term()), (long) sign * term.weight());
  }

  /// Whether it says nothing.
  public boolean isEmpty() {
    return near.isEmpty() && away.isEmpty() && preferred.isEmpty();
  }

  /// Whether some term speaks of an object.
  public boolean speakOf(String home, String namespace, Map<String, String> labels) {
    return near.stream().anyMatch(term -> term.matches(home, namespace, labels))
        || away.stream().anyMatch(term -> term.matches(home, namespace, labels))
        || preferred.stream().anyMatch(p -> p.term.matches(home, namespace, labels));
  }
}
