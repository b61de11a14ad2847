package io.ubernetes.controllers.namespace;

import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.member.Member;
import io.ubernetes.runtime.member.MemberListener;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The namespaces of the members. Thread-safe.
public final class MemberNamespaces implements MemberListener {

  private final Informer federated;
  private final String federationUid;

  public MemberNamespaces(Informers federation, String federationUid) {
    this.federated = federation.informer(Resources.NAMESPACES);
    this.federationUid = federationUid;
  }

  /// The informer is started early, so that the first objects need not wait for it.
  @Override
  public void onMemberAdded(Member member) {
    informer(member);
  }

  @Override
  public void onMemberRemoved(Member member) {}

  private static Informer informer(Member member) {
    return member.informer("namespaces", Resources.NAMESPACES, InformerOptions.ALL);
  }

  /// Makes sure that a namespace is in a member.
  ///
  /// @return empty when it is there and can be used; otherwise why not, a sentence for people
  public Optional<String> ensure(Member member, String name) {
    NamespacedName key = NamespacedName.clusterScoped(name);
    Optional<ApiObject> there = informer(member).lister().get(key);
    if (there.isPresent()) {
      return there.get().isTerminating()
          ? Optional.of("namespace " + name + " is being deleted in the member")
          : Optional.empty();
    }
    Optional<ApiObject> source = federated.lister().get(key);
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
        .put(Federation.OWNED_BY_ANNOTATION, federationUid)
        .put(Federation.SOURCE_UID_ANNOTATION, source.uid());
    return namespace;
  }

  /// Deletes a member's namespace if the federation made it for this very namespace of its own.
  void remove(Member member, ApiObject source) {
    Optional<ApiObject> there =
        member.client().get(Resources.NAMESPACES, NamespacedName.clusterScoped(source.name()));
    boolean ours =
        there
            .map(ApiObject::annotations)
            .filter(a -> federationUid.equals(a.get(Federation.OWNED_BY_ANNOTATION)))
            .filter(a -> source.uid().equals(a.get(Federation.SOURCE_UID_ANNOTATION)))
            .isPresent();
    if (ours) {
      member
          .client()
          .delete(
              Resources.NAMESPACES,
              NamespacedName.clusterScoped(source.name()),
              DeleteOptions.BACKGROUND.withUid(there.get().uid()));
    }
  }
}
