package io.ubernetes.cli.join;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Who the federation is in a member: a service account in a namespace of its own, bound to a
/// ClusterRole. Role and binding are owned by the namespace, so that deleting the namespace is
/// enough to take the federation out: Kubernetes' garbage collector deletes them after it.
final class MemberIdentity {

  /// The namespace is the join's own: it goes when the member is let go.
  static final NamespacedName NAMESPACE = NamespacedName.clusterScoped(Federation.SYSTEM_NAMESPACE);

  /// On that namespace: the uid of the federation that has joined the member.
  static final String JOINED_BY_ANNOTATION = Federation.GROUP + "/joined-by";

  static final String ROLE = "ubernetes-federation";

  static final ApiResource CLUSTER_ROLES = rbac("ClusterRole", "clusterroles");
  static final ApiResource CLUSTER_ROLE_BINDINGS =
      rbac("ClusterRoleBinding", "clusterrolebindings");

  private static final String ACCOUNT = "federation";
  private static final NamespacedName TOKEN =
      new NamespacedName(Federation.SYSTEM_NAMESPACE, "federation-token");

  /// What a member has issued for the federation. Its text shows no secret.
  ///
  /// @param caPem the member's own authority
  record Issued(String token, String caPem) {
    @Override
    public String toString() {
      return "Issued[...]";
    }
  }

  private final ApiClient member;
  private final String federationUid;
  private final Undo undo;

  MemberIdentity(ApiClient member, String federationUid, Undo undo) {
    this.member = member;
    this.federationUid = federationUid;
    this.undo = undo;
  }

  /// Makes sure that the identity is there with exactly the rights of [MemberRole].
  void ensure() {
    ApiObject namespace = namespace();
    ensure(ApiResources.SERVICE_ACCOUNTS, account());
    ensure(CLUSTER_ROLES, role(namespace));
    ensure(CLUSTER_ROLE_BINDINGS, binding(namespace));
    ensure(ApiResources.SECRETS, tokenSecret());
  }

  /// The token and the authority, when the member has filled them in.
  Optional<Issued> issued() {
    return member
        .get(ApiResources.SECRETS, TOKEN)
        .map(secret -> new Issued(data(secret, "token"), data(secret, "ca.crt")))
        .filter(issued -> !issued.token().isEmpty());
  }

  /// The namespace as far as it is there, of whomever it is.
  static Optional<ApiObject> namespaceOf(ApiClient member) {
    return member.get(ApiResources.NAMESPACES, NAMESPACE);
  }

  static String ownerOf(ApiObject namespace) {
    return namespace.annotations().getOrDefault(JOINED_BY_ANNOTATION, "");
  }

  private ApiObject namespace() {
    ApiObject wanted = ApiObject.of(ApiResources.NAMESPACES.kind(), "", NAMESPACE.name());
    wanted.metadata().putObject("annotations").put(JOINED_BY_ANNOTATION, federationUid);
    return ensure(ApiResources.NAMESPACES, wanted);
  }

  private static ApiObject account() {
    return ApiObject.of(ApiResources.SERVICE_ACCOUNTS.kind(), Federation.SYSTEM_NAMESPACE, ACCOUNT);
  }

  private static ApiObject role(ApiObject namespace) {
    ApiObject role = owned(CLUSTER_ROLES, namespace);
    role.json().set("rules", MemberRole.rules());
    return role;
  }

  private static ApiObject binding(ApiObject namespace) {
    ApiObject binding = owned(CLUSTER_ROLE_BINDINGS, namespace);
    binding
        .json()
        .putObject("roleRef")
        .put("apiGroup", CLUSTER_ROLES.kind().group())
        .put("kind", CLUSTER_ROLES.kind().kind())
        .put("name", ROLE);
    binding
        .json()
        .putArray("subjects")
        .addObject()
        .put("kind", "ServiceAccount")
        .put("name", ACCOUNT)
        .put("namespace", Federation.SYSTEM_NAMESPACE);
    return binding;
  }

  /// A token that lasts as long as this Secret: kube-controller-manager fills it in.
  private static ApiObject tokenSecret() {
    ApiObject secret = ApiObject.of(ApiResources.SECRETS.kind(), TOKEN.namespace(), TOKEN.name());
    secret.metadata().putObject("annotations").put("kubernetes.io/service-account.name", ACCOUNT);
    secret.json().put("type", "kubernetes.io/service-account-token");
    return secret;
  }

  private static ApiObject owned(ApiResource resource, ApiObject namespace) {
    ApiObject object = ApiObject.of(resource.kind(), "", ROLE);
    ObjectNode owner = object.metadata().putArray("ownerReferences").addObject();
    owner.put("apiVersion", "v1").put("kind", "Namespace");
    owner.put("name", namespace.name()).put("uid", namespace.uid());
    return object;
  }

  private ApiObject ensure(ApiResource resource, ApiObject wanted) {
    return Ensured.ensure(member, resource, wanted, undo);
  }

  static String data(ApiObject secret, String key) {
    byte[] bytes = Base64.getMimeDecoder().decode(Json.text(secret.json(), "data", key));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// What the administrator of the member must be allowed to do for the join, as `verb
  /// group/resource`.
  static List<Right> neededRights() {
    String rbac = CLUSTER_ROLES.kind().group();
    return List.of(
        new Right("create", "", "namespaces", ""),
        new Right("create", "", "serviceaccounts", Federation.SYSTEM_NAMESPACE),
        new Right("create", "", "secrets", Federation.SYSTEM_NAMESPACE),
        new Right("get", "", "secrets", Federation.SYSTEM_NAMESPACE),
        new Right("create", rbac, "clusterroles", ""),
        new Right("create", rbac, "clusterrolebindings", ""));
  }

  private static ApiResource rbac(String kind, String plural) {
    return ApiResource.clusterScoped(
        new GroupVersion("rbac.authorization.k8s.io", "v1").kind(kind), plural);
  }
}
