package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Resources;
import io.ubernetes.controllers.namespace.MemberNamespaces;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApplyOptions;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.member.Member;
import io.ubernetes.runtime.member.MemberControllers;
import io.ubernetes.runtime.member.MemberListener;
import io.ubernetes.runtime.member.MemberRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings every member to hold its part of every Placement. Reconciles one Placement in one member
/// at a time; see the package for what it owns. Thread-safe; started once.
public final class SyncController implements MemberListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SyncController.class);

  /// Calls to one member at the same time: enough to hide its latency, few enough not to load it.
  private static final int WORKERS_PER_MEMBER = 8;

  /// A member's namespace that is being deleted is looked at again after so long.
  private static final Duration NAMESPACE_WAIT = Duration.ofSeconds(2);

  /// A namesake that is not ours is looked at again after so long, since nobody tells of its end.
  private static final Duration NOT_OWNED_WAIT = Duration.ofSeconds(30);

  private final Informer placements;
  private final List<Source> sources;
  private final MemberRegistry members;
  private final MemberParts parts;
  private final MemberNamespaces namespaces;
  private final Ownership ownership;
  private final Problems problems;
  private final Releases releases;
  private final MemberControllers<NamespacedName> controllers;

  private record Source(ApiResource resource, Informer informer) {}

  public SyncController(
      Informers federation,
      MemberRegistry members,
      MemberParts parts,
      MemberNamespaces namespaces,
      Ownership ownership,
      Problems problems,
      Releases releases) {
    this.placements = federation.informer(Resources.PLACEMENTS);
    this.sources =
        Resources.PROPAGATED.stream()
            .map(resource -> new Source(resource, federation.informer(resource)))
            .toList();
    this.members = members;
    this.parts = parts;
    this.namespaces = namespaces;
    this.ownership = ownership;
    this.problems = problems;
    this.releases = releases;
    this.controllers = new MemberControllers<>("sync", WORKERS_PER_MEMBER, this::reconcile);
  }

  public void start() {
    parts.addListener(this::onPart);
    members.addListener(controllers);
    members.addListener(this);
    placements.addHandler(ChangeHandler.calling(this::onPlacement));
    for (Source source : sources) {
      source
          .informer()
          .addHandler(ChangeHandler.calling(object -> onSource(source.resource(), object)));
    }
  }

  @Override
  public void close() {
    controllers.close();
  }

  @Override
  public void onMemberAdded(Member member) {
    placements.lister().list().forEach(p -> controllers.add(member.cluster(), p.key()));
  }

  @Override
  public void onMemberRemoved(Member member) {}

  private void onPlacement(ApiObject placement) {
    Target.of(placement)
        .ifPresent(target ->
            target.clusters().forEach(cluster -> controllers.add(cluster, placement.key())));
  }

  private void onSource(ApiResource resource, ApiObject source) {
    placements
        .lister()
        .get(Placed.placementKey(resource, source.key()))
        .ifPresent(this::onPlacement);
  }

  /// A change in one member can allow another to shrink, so all clusters of the Placement look
  /// again.
  private void onPart(String cluster, ApiResource resource, ApiObject part) {
    NamespacedName key = Placed.placementKey(resource, part.key());
    controllers.add(cluster, key);
    placements.lister().get(key).flatMap(Target::of).stream()
        .filter(target -> isMoving(target, resource))
        .flatMap(target -> target.clusters().stream())
        .forEach(other -> controllers.add(other, key));
  }

  /// Whether some cluster still holds more than the decision gives it.
  private boolean isMoving(Target target, ApiResource resource) {
    return target.clusters().stream()
        .anyMatch(cluster ->
            parts
                .part(cluster, resource, target.key())
                .map(part -> Shrink.held(part) > Shrink.wanted(target, cluster))
                .orElse(false));
  }

  private Result reconcile(Member member, NamespacedName key) throws InterruptedException {
    Optional<Target> target = placements.lister().get(key).flatMap(Target::of);
    if (target.isEmpty()) {
      return releases.buryLeftover(member, key);
    }
    if (target.get().placement().isTerminating()) {
      return releases.release(member, target.get());
    }
    Optional<ApiObject> source = source(target.get());
    if (source.isEmpty() || target.get().spec().suspend()) {
      return Result.DONE; // not decided on, or not to be acted on: the next change brings us here
    }
    return bring(member, target.get(), source.get());
  }

  /// The placed object, if it is the one and in the state that was decided on.
  private Optional<ApiObject> source(Target target) {
    return sources.stream()
        .filter(source -> source.resource().equals(target.resource()))
        .flatMap(source -> source.informer().lister().get(target.key()).stream())
        .filter(object -> object.uid().equals(target.sourceUid()))
        .filter(object -> object.generation() == target.spec().targetGeneration())
        .filter(object -> !object.isTerminating())
        .findFirst();
  }

  private Result bring(Member member, Target target, ApiObject source) {
    String cluster = member.cluster();
    NamespacedName key = target.placement().key();
    if (!MemberParts.informer(member, target.resource()).hasSynced()) {
      return Result.requeueAfter(Duration.ofMillis(200));
    }
    Optional<ApiObject> actual = parts.part(cluster, target.resource(), target.key());
    int keep = Shrink.keep(target, cluster, actual, other -> ready(target, other));
    boolean wanted = target.destination(cluster).isPresent() || keep > 0;
    if (!wanted) {
      return actual.isPresent() ? remove(member, target, actual.get()) : clear(key, cluster);
    }
    boolean counted = target.spec().replicas() != null;
    ApiObject desired = SubObject.of(source, counted ? keep : null, ownership);
    if (actual.isPresent()
        && ownership.ownsFor(actual.get(), source.uid())
        && SubObject.isAsWanted(actual.get(), desired)) {
      return clear(key, cluster);
    }
    return apply(member, target, actual, desired);
  }

  private int ready(Target target, String cluster) {
    return parts.confirmed(cluster, target.resource()).isEmpty()
        ? 0
        : parts.part(cluster, target.resource(), target.key()).map(Shrink::ready).orElse(0);
  }

  private Result apply(
      Member member, Target target, Optional<ApiObject> marked, ApiObject desired) {
    NamespacedName key = target.placement().key();
    String cluster = member.cluster();
    Optional<String> noNamespace = namespaces.ensure(member, desired.namespace());
    if (noNamespace.isPresent()) {
      problems.report(key, cluster, "NamespaceNotReady", noNamespace.get());
      return Result.requeueAfter(NAMESPACE_WAIT);
    }
    if (marked.isEmpty() || !ownership.ownsFor(marked.get(), target.sourceUid())) {
      Optional<ApiObject> there = member.client().get(target.resource(), target.key());
      if (there.isPresent() && !mayTake(there.get())) {
        problems.report(
            key,
            cluster,
            "NotOwned",
            "an object of this name exists that this federation did not create;"
                + " it is left alone (annotate it with "
                + Federation.ADOPT_ANNOTATION
                + "=true to have it adopted)");
        return Result.requeueAfter(NOT_OWNED_WAIT);
      }
    }
    try {
      member
          .client()
          .apply(target.resource(), desired, ApplyOptions.forced(Federation.FIELD_MANAGER));
    } catch (ApiClientException refused) {
      if (refused.isUnreachable()) {
        throw refused;
      }
      problems.report(key, cluster, refused.reason(), String.valueOf(refused.getMessage()));
      throw refused;
    }
    return clear(key, cluster);
  }

  /// Ours from an earlier object of this name is taken over too: its pods are what the new one asks
  /// for.
  private boolean mayTake(ApiObject there) {
    return ownership.owns(there) || ownership.mayAdopt(there);
  }

  private Result remove(Member member, Target target, ApiObject part) {
    if (ownership.owns(part)) {
      log.debug("{}: removing {} {}", member.cluster(), target.resource(), target.key());
      member
          .client()
          .delete(target.resource(), target.key(), DeleteOptions.BACKGROUND.withUid(part.uid()));
    }
    return clear(target.placement().key(), member.cluster());
  }

  private Result clear(NamespacedName key, String cluster) {
    problems.clear(key, cluster);
    return Result.DONE;
  }
}
