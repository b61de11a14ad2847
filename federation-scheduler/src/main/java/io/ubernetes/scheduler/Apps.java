package io.ubernetes.scheduler;

import io.ubernetes.model.LabelSelector.Operator;
import io.ubernetes.model.LabelSelector.Requirement;
import io.ubernetes.scheduler.engine.Neighbours;
import io.ubernetes.scheduler.engine.Neighbours.Term;
import io.ubernetes.scheduler.engine.Peers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Where objects are placed, by their labels, for the rules that speak of other objects.
///
/// Not thread-safe; owned by the [Decider].
final class Apps {

  private final Map<ObjectRef, App> apps = new HashMap<>();
  private final ObjectIndex<Label> byLabel = new ObjectIndex<>();
  private final ObjectIndex<String> byNamespace = new ObjectIndex<>();

  /// The objects that look at others.
  private final Set<ObjectRef> looking = new HashSet<>();

  private record App(
      String namespace, Map<String, String> labels, Set<String> clusters, Neighbours neighbours) {

    Peers.Peer peer() {
      return new Peers.Peer(namespace, labels, clusters);
    }
  }

  private record Label(String namespace, String key, String value) {}

  /// An object is placed so.
  ///
  /// @return the other objects that look at it, if that is news for them
  Set<ObjectRef> put(
      ObjectRef object, Map<String, String> labels, Set<String> clusters, Neighbours neighbours) {
    App app = new App(object.key().namespace(), labels, Set.copyOf(clusters), neighbours);
    App before = apps.get(object);
    if (app.equals(before)) {
      return Set.of();
    }
    remove(object);
    apps.put(object, app);
    byNamespace.insert(app.namespace, object);
    labels.forEach((key, value) -> byLabel.insert(new Label(app.namespace, key, value), object));
    if (!neighbours.isEmpty()) {
      looking.add(object);
    }
    Set<ObjectRef> concerned = new HashSet<>();
    if (before == null || !before.clusters.equals(app.clusters) || !before.labels.equals(labels)) {
      concerned.addAll(lookingAt(object, app));
      if (before != null) {
        concerned.addAll(lookingAt(object, before));
      }
    }
    return concerned;
  }

  /// @return the other objects that looked at it
  Set<ObjectRef> remove(ObjectRef object) {
    App before = apps.remove(object);
    if (before == null) {
      return Set.of();
    }
    byNamespace.delete(before.namespace, object);
    before.labels.forEach(
        (key, value) -> byLabel.delete(new Label(before.namespace, key, value), object));
    looking.remove(object);
    return lookingAt(object, before);
  }

  private Set<ObjectRef> lookingAt(ObjectRef object, App app) {
    Set<ObjectRef> found = new HashSet<>();
    for (ObjectRef other : looking) {
      App looker = apps.get(other);
      if (looker != null
          && !other.equals(object)
          && looker.neighbours.speakOf(looker.namespace, app.namespace, app.labels)) {
        found.add(other);
      }
    }
    return found;
  }

  /// All but the object that is decided on.
  Peers without(ObjectRef object) {
    return apps.isEmpty()
        ? Peers.NONE
        : new Peers() {
          @Override
          public void matching(Term term, String home, Consumer<Peer> each) {
            Set<String> namespaces = term.namespaces().isEmpty() ? Set.of(home) : term.namespaces();
            for (String namespace : namespaces) {
              for (ObjectRef other : mayMatch(term, namespace)) {
                App app = apps.get(other);
                if (app != null && !other.equals(object) && term.labels().matches(app.labels)) {
                  each.accept(app.peer());
                }
              }
            }
          }

          @Override
          public void keepingAway(
              String namespace, Map<String, String> labels, Consumer<Keeping> each) {
            for (ObjectRef other : looking) {
              App app = apps.get(other);
              if (app == null || other.equals(object)) {
                continue;
              }
              var terms =
                  app.neighbours.away().stream()
                      .filter(term -> term.matches(app.namespace, namespace, labels))
                      .toList();
              if (!terms.isEmpty()) {
                each.accept(new Keeping(app.peer(), terms));
              }
            }
          }
        };
  }

  /// By the first label that the term asks for, where it asks for any.
  private Set<ObjectRef> mayMatch(Term term, String namespace) {
    for (Requirement requirement : term.labels().requirements()) {
      if (requirement.operator() == Operator.EQUALS) {
        Label label = new Label(namespace, requirement.key(), requirement.values().getFirst());
        return byLabel.get(label);
      }
    }
    return byNamespace.get(namespace);
  }
}
