package io.ubernetes.federation.apiserver.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.Columns;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.TaintRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.NameRule;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import io.ubernetes.model.federation.Federation;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `Cluster`: a member of the federation.
///
/// Its short name is neither that of the Cluster API (`cl`) nor that of Open Cluster Management
/// (`mcl`), whose kinds may be served beside it.
final class ClusterKind implements Strategy {

  private static final FieldPath SPEC = FieldPath.of("spec");

  private final SchemaRules schema;

  private ClusterKind(Schema schema) {
    this.schema = new SchemaRules(schema);
  }

  static ResourceType type() {
    Schema schema = FederationKinds.schema(Federation.CLUSTER);
    return new ResourceType(
        Federation.GROUP,
        new ResourceType.Names(
            "Cluster",
            "ClusterList",
            "clusters",
            "cluster",
            List.of("fcl"),
            List.of(FederationKinds.CATEGORY)),
        Scope.CLUSTER,
        List.of(Version.stored(Federation.V1BETA1.version(), schema, columns())),
        Federation.CLUSTER,
        new GroupResource(Federation.GROUP, "clusters"),
        Set.of(Subresource.STATUS),
        true,
        new ClusterKind(schema));
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text(
            "Ready", "Whether it can be used.", cluster -> Conditions.status(cluster, "Ready")),
        Columns.text(
            "Version",
            "Its Kubernetes version.",
            cluster -> Json.text(cluster, "status", "version")),
        Columns.text("Nodes", "Nodes that take new pods, of all nodes.", ClusterKind::nodes),
        Columns.text("Region", "Where it runs.", cluster -> Json.text(cluster, "spec", "region")),
        Columns.text("Provider", "Who runs it.", cluster -> Json.text(cluster, "spec", "provider")),
        Columns.age(),
        Columns.wide("Zone", "Where in the region.", c -> Json.text(c, "spec", "zone")),
        Columns.wide("Server", "URL of its API.", c -> Json.text(c, "spec", "server")),
        Columns.wide("As-Of", "When it was last seen.", c -> Json.text(c, "status", "asOf")));
  }

  private static String nodes(ObjectNode cluster) {
    ObjectNode nodes = Trees.object(cluster, "status", "nodes");
    return nodes == null
        ? "<unknown>"
        : Json.number(nodes, 0, "ready") + "/" + Json.number(nodes, 0, "total");
  }

  /// Names of clusters stand in labels and keys.
  @Override
  public NameRule nameRule() {
    return NameRule.DNS_LABEL;
  }

  /// As all of Kubernetes' newer kinds: who may write a status may not write anything else.
  @Override
  public List<String> metadataFixedInStatus() {
    return ALL_METADATA;
  }

  @Override
  public void prepareForCreate(ObjectNode cluster) {
    timeTaints(cluster, List.of());
  }

  @Override
  public void prepareForUpdate(ObjectNode cluster, ObjectNode old) {
    timeTaints(cluster, Trees.objects(old, "spec", "taints"));
  }

  /// Notes since when taints drive away, for tolerations that end; a client may have said it. One
  /// that was there keeps its time though it is written anew without.
  private static void timeTaints(ObjectNode cluster, List<ObjectNode> before) {
    for (ObjectNode taint : Trees.objects(cluster, "spec", "taints")) {
      if (Json.text(taint, "effect").equals("NoExecute") && !taint.hasNonNull("timeAdded")) {
        String known =
            before.stream()
                .filter(old -> isSame(old, taint))
                .map(old -> Json.text(old, "timeAdded"))
                .findFirst()
                .orElse("");
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        taint.put("timeAdded", known.isEmpty() ? now.toString() : known);
      }
    }
  }

  private static boolean isSame(ObjectNode a, ObjectNode b) {
    return List.of("key", "value", "effect").stream()
        .allMatch(field -> Json.text(a, field).equals(Json.text(b, field)));
  }

  @Override
  public List<FieldError> validate(ObjectNode cluster) {
    return schema.before(cluster, ClusterKind::ownRules);
  }

  private static void ownRules(ObjectNode cluster, FieldErrors errors) {
    String server = Json.text(cluster, "spec", "server");
    if (!server.isEmpty()) {
      server(server, errors);
    }
    ObjectNode credential = Trees.object(cluster, "spec", "credentialRef");
    if (credential != null) {
      FieldPath field = SPEC.child("credentialRef");
      String namespace = Json.text(credential, "namespace");
      errors.eachInvalid(
          field.child("namespace"), namespace, given(namespace, Names.dns1123Label(namespace)));
      String name = Json.text(credential, "name");
      errors.eachInvalid(field.child("name"), name, given(name, Names.dns1123Subdomain(name)));
    }
    TaintRules.check(Trees.objects(cluster, "spec", "taints"), SPEC.child("taints"), errors);
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode cluster, ObjectNode old) {
    return schema.check(cluster);
  }

  /// What is missing is said by the schema.
  private static List<String> given(String text, List<String> wrong) {
    return text.isEmpty() ? List.of() : wrong;
  }

  /// The credential goes to this address, so nothing but TLS will do.
  private static void server(String server, FieldErrors errors) {
    FieldPath field = SPEC.child("server");
    try {
      URI url = new URI(server);
      if (!"https".equalsIgnoreCase(url.getScheme())) {
        errors.invalid(field, server, "must be a URL with the scheme https");
      } else if (url.getHost() == null) {
        errors.invalid(field, server, "must name a host");
      } else if (url.getUserInfo() != null || url.getQuery() != null || url.getFragment() != null) {
        errors.invalid(field, server, "must not have user, query or fragment");
      } else if (url.getPort() == 0 || url.getPort() > 65_535) {
        errors.invalid(field, server, "must have a port between 1 and 65535");
      }
    } catch (URISyntaxException malformed) {
      errors.invalid(field, server, "must be a URL, for example https://10.0.0.1:6443");
    }
  }
}
