package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.member.Member;
import io.ubernetes.runtime.member.MemberListener;
import io.ubernetes.runtime.member.MemberRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// What the members hold of the federation: one informer for each member and propagated kind, which
/// sees the marked objects only. Thread-safe.
public final class MemberParts implements MemberListener {

  private static final InformerOptions MARKED =
      InformerOptions.ALL.withLabelSelector(Federation.MANAGED_LABEL + "=true");

  private final MemberRegistry members;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  public MemberParts(MemberRegistry members) {
    this.members = members;
  }

  /// Is told of each change of a part. Must be quick.
  @FunctionalInterface
  public interface Listener {
    void onPart(String cluster, ApiResource resource, ApiObject part);
  }

  /// To be called before this is added to the registry.
  public void addListener(Listener listener) {
    listeners.add(listener);
  }

  @Override
  public void onMemberAdded(Member member) {
    for (ApiResource resource : Resources.PROPAGATED) {
      informer(member, resource)
          .addHandler(
              ChangeHandler.calling(part ->
                  listeners.forEach(
                      listener -> listener.onPart(member.cluster(), resource, part))));
    }
  }

  @Override
  public void onMemberRemoved(Member member) {}

  static Informer informer(Member member, ApiResource resource) {
    return member.informer("parts." + resource, resource, MARKED);
  }

  /// The part that a cluster holds; empty when it holds none or is no member.
  public Optional<ApiObject> part(String cluster, ApiResource resource, NamespacedName key) {
    return members.member(cluster).flatMap(member -> informer(member, resource).lister().get(key));
  }

  /// When a cluster's numbers were confirmed last; empty when they never were, or are not any more
  /// since the watch is broken.
  public Optional<Instant> confirmed(String cluster, ApiResource resource) {
    return members
        .member(cluster)
        .map(member -> informer(member, resource))
        .filter(informer -> informer.hasSynced() && informer.health().watching())
        .map(informer -> informer.health().lastSeen());
  }
}
