package io.ubernetes.controllers.namespace;

import io.ubernetes.controllers.Ownership;
import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.Patch;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.member.Member;
import io.ubernetes.runtime.member.MemberListener;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/// The namespaces of the members. Thread-safe.
public final class MemberNamespaces implements MemberListener {

  private final Informer federated;
  private final Ownership ownership;
  private final Map<String, Informer> informers = new ConcurrentHashMap<>(); // by cluster

  public MemberNamespaces(Informers federation, Ownership ownership) {
    this.federated = federation.informer(Resources.NAMESPACES);
    this.ownership = ownership;
  }

  /// The informer is started early, so that the first objects need not wait for it.
  @Override
  public void onMemberAdded(Member member) {
    informers.put(
        member.cluster(), member.informer("namespaces", Resources.NAMESPACES, InformerOptions.ALL));
  }

  @Override
  public void onMemberRemoved(Member member) {
    informers.remove(member.cluster());
  }

  private Optional<ApiObject> known(String cluster, String name) {
    return Optional.ofNullable(informers.get(cluster))
        .flatMap(informer -> informer.lister().get(NamespacedName.clusterScoped(name)));
  }

  /// Makes sure that a namespace is in a member.
  ///
  /// @return empty when it is there and can be used; otherwise why not, a sentence for people
  public Optional<String> ensure(Member member, String name) {
    NamespacedName key = NamespacedName.clusterScoped(name);
    Optional<ApiObject> there = known(member.cluster(), name);
    if (there.isPresent() && there.get().isTerminating()) {
      return Optional.of("namespace " + name + " is being deleted in the member");
    }
    Optional<ApiObject> source = federated.lister().get(key);
    if (there.isPresent()) {
      if (source.isPresent() && isOfEarlier(there.get(), source.get())) {
        member.client().patch(Resources.NAMESPACES, key, sourceOf(there.get(), source.get()));
      }
      return Optional.empty();
    }
    if (source.isEmpty() || source.get().isTerminating()) {
      return Optional.of("namespace " + name + " is being deleted in the federation");
    }
    try {
      member.client().create(Resources.NAMESPACES, marked(source.get()));
    } catch (ApiClientException refused) {
      if (!refused.isAlreadyExists()) {
        throw refused;
      }
    }
    return Optional.empty();
  }

  /// Made for a namespace of the federation that was deleted, and made anew, before this one went.
  private boolean isOfEarlier(ApiObject there, ApiObject source) {
    return ownership.owns(there) && !ownership.ownsFor(there, source.uid());
  }

  private static Patch sourceOf(ApiObject there, ApiObject source) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", there.uid());
    metadata.putObject("annotations").put(Federation.SOURCE_UID_ANNOTATION, source.uid());
    return new Patch.Merge(patch);
  }

  private ApiObject marked(ApiObject source) {
    ApiObject namespace = ApiObject.of(Resources.NAMESPACES.kind(), "", source.name());
    ObjectNode labels = namespace.metadata().putObject("labels");
    for (Map.Entry<String, String> label : source.labels().entrySet()) {
      if (!label.getKey().equals("kubernetes.io/metadata.name")) {
        labels.put(label.getKey(), label.getValue());
      }
    }
    labels.put(Federation.MANAGED_LABEL, "true");
    namespace
        .metadata()
        .putObject("annotations")
        .put(Federation.OWNED_BY_ANNOTATION, ownership.federationUid())
        .put(Federation.SOURCE_UID_ANNOTATION, source.uid());
    return namespace;
  }

  /// Whether a cluster holds a namespace that the federation made there for this one, or whether
  /// that is not known.
  boolean mayHold(String cluster, ApiObject source) {
    Informer informer = informers.get(cluster);
    return informer == null
        || !informer.hasSynced()
        || known(cluster, source.name())
            .filter(there -> ownership.ownsFor(there, source.uid()))
            .isPresent();
  }
}
