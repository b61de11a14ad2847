package io.ubernetes.apimachinery.auth.reviews;

import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.RuleResolver;
import io.ubernetes.apimachinery.auth.TokenReviewer;
import io.ubernetes.apimachinery.resource.Answering;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The list of the review kinds.
public final class ReviewKinds {
  static final GroupVersion AUTHENTICATION = new GroupVersion("authentication.k8s.io", "v1");
  static final GroupVersion AUTHORIZATION = new GroupVersion("authorization.k8s.io", "v1");

  private ReviewKinds() {}

  /// @param clock tells when an answer was given
  public static List<ResourceType> types(
      Authorizer authorizer, RuleResolver rules, TokenReviewer tokens, InstantSource clock) {
    return List.of(
        type(AUTHENTICATION, "SelfSubjectReview", Scope.CLUSTER, new SelfReview(clock)),
        type(AUTHENTICATION, "TokenReview", Scope.CLUSTER, new TokenReview(tokens)),
        type(
            AUTHORIZATION,
            "LocalSubjectAccessReview",
            Scope.NAMESPACED,
            AccessReview.ofSubjectIn(authorizer)),
        type(
            AUTHORIZATION,
            "SelfSubjectAccessReview",
            Scope.CLUSTER,
            AccessReview.ofAsker(authorizer)),
        type(AUTHORIZATION, "SelfSubjectRulesReview", Scope.CLUSTER, new RulesReview(rules)),
        type(
            AUTHORIZATION,
            "SubjectAccessReview",
            Scope.CLUSTER,
            AccessReview.ofSubject(authorizer)));
  }

  private static ResourceType type(
      GroupVersion group, String kind, Scope scope, Answering strategy) {
    GroupVersionKind known = group.kind(kind);
    String singular = kind.toLowerCase(Locale.ROOT);
    return new ResourceType(
        group.group(),
        new Names(kind, kind + "List", singular + "s", singular, List.of(), List.of()),
        scope,
        List.of(Version.stored(group.version(), Schemas.byKind(known), List.of())),
        known,
        new GroupResource(group.group(), singular + "s"),
        Set.of(),
        false,
        strategy);
  }
}
