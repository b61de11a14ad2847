package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `coordination.k8s.io/v1 Lease`: who leads, and until when.
final class LeaseKind implements Strategy {

  private static final String GROUP = "coordination.k8s.io";
  private static final GroupVersionKind KIND = new GroupVersionKind(GROUP, "v1", "Lease");

  static ResourceType type() {
    return new ResourceType(
        GROUP,
        new Names("Lease", "LeaseList", "leases", "lease", List.of(), List.of()),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        new GroupResource(GROUP, "leases"),
        Set.of(),
        false,
        new LeaseKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text(
            "Holder", "Who holds it.", lease -> Json.text(lease, "spec", "holderIdentity")),
        Columns.age());
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.PLAIN_CHANGE;
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  /// Elections that a coordinator holds are off by default; what they need is not taken.
  @Override
  public void prepareForCreate(ObjectNode lease) {
    keepOnly(lease, Json.object());
  }

  @Override
  public void prepareForUpdate(ObjectNode lease, ObjectNode old) {
    keepOnly(lease, old);
  }

  private static void keepOnly(ObjectNode lease, ObjectNode old) {
    for (String field : List.of("strategy", "preferredHolder")) {
      if (lease.get("spec") instanceof ObjectNode spec && Json.at(old, "spec", field) == null) {
        spec.remove(field);
      }
    }
  }

  @Override
  public List<FieldError> validate(ObjectNode lease) {
    FieldErrors errors = new FieldErrors();
    FieldPath spec = FieldPath.of("spec");
    long seconds = Json.number(lease, 1, "spec", "leaseDurationSeconds");
    if (seconds <= 0) {
      errors.invalid(spec.child("leaseDurationSeconds"), seconds, "must be greater than 0");
    }
    errors.notNegative(
        spec.child("leaseTransitions"), Json.number(lease, 0, "spec", "leaseTransitions"));
    String strategy = Json.text(lease, "spec", "strategy");
    if (!strategy.isEmpty()) {
      strategy(strategy, spec.child("strategy").child("strategy"), errors);
    } else if (!Json.text(lease, "spec", "preferredHolder").isEmpty()) {
      errors.forbidden(
          spec.child("preferredHolder"), "may only be specified if `strategy` is defined");
    }
    return errors.list();
  }

  /// A name of Kubernetes' own, or one that says whose it is.
  private static void strategy(String strategy, FieldPath field, FieldErrors errors) {
    if (strategy.indexOf('/') < 0) {
      errors.oneOf(field, strategy, List.of("OldestEmulationVersion"));
    } else {
      errors.eachInvalid(field, strategy, io.ubernetes.model.Names.qualifiedName(strategy));
    }
  }
}
