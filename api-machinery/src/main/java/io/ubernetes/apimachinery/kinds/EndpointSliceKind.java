package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IpWarnings;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// `discovery.k8s.io/v1 EndpointSlice`: some of the addresses behind a Service.
final class EndpointSliceKind implements Strategy {

  /// So many ports or addresses are shown in tables; of the others their number.
  private static final int SHOWN = 3;

  /// Controllers that are known to write addresses as they should be.
  private static final Set<String> CAREFUL =
      Set.of("endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io");

  static ResourceType type() {
    return V1.counted(
        "discovery.k8s.io",
        Scope.NAMESPACED,
        V1.names("EndpointSlice"),
        columns(),
        Set.of(),
        new EndpointSliceKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text(
            "AddressType", "What its addresses are.", slice -> Json.text(slice, "addressType")),
        Columns.text("Ports", "Which ports are reached.", EndpointSliceKind::ports),
        Columns.text("Endpoints", "Who is reached.", EndpointSliceKind::endpoints),
        Columns.age());
  }

  private static String ports(ObjectNode slice) {
    return shown(Trees.objects(slice, "ports").stream().map(EndpointSliceKind::port).toList());
  }

  private static String port(ObjectNode port) {
    long number = Json.number(port, -1, "port");
    if (number >= 0) {
      return Long.toString(number);
    }
    return Json.at(port, "name") == null ? "*" : Json.text(port, "name");
  }

  private static String endpoints(ObjectNode slice) {
    return shown(
        Trees.objects(slice, "endpoints").stream()
            .flatMap(endpoint -> Trees.strings(endpoint, "addresses").stream())
            .toList());
  }

  private static String shown(List<String> all) {
    String text = String.join(",", all.subList(0, Math.min(SHOWN, all.size())));
    if (all.size() > SHOWN) {
      return text + " + " + (all.size() - SHOWN) + " more...";
    }
    return text.isEmpty() ? "<unset>" : text;
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.NEW;
  }

  @Override
  public void setDefaults(ObjectNode slice) {
    for (ObjectNode port : Trees.objects(slice, "ports")) {
      if (Json.at(port, "name") == null) {
        port.put("name", "");
      }
      Trees.defaultText(port, "protocol", "TCP");
    }
  }

  @Override
  public void prepareForCreate(ObjectNode slice) {
    Trees.nullWhenEmpty(slice, "endpoints");
    Trees.nullWhenEmpty(slice, "ports");
    dropTopology(slice);
  }

  @Override
  public void prepareForUpdate(ObjectNode slice, ObjectNode old) {
    Trees.nullWhenEmpty(slice, "endpoints");
    Trees.nullWhenEmpty(slice, "ports");
    if (hasOtherEndpoints(slice, old)) {
      dropTopology(slice);
    }
  }

  private static boolean hasOtherEndpoints(ObjectNode slice, ObjectNode old) {
    return !Trees.same(slice.get("endpoints"), old.get("endpoints"));
  }

  /// The field is one of v1beta1, kept for slices that were stored then; v1 cannot write it.
  private static void dropTopology(ObjectNode slice) {
    Trees.objects(slice, "endpoints").forEach(endpoint -> endpoint.remove("deprecatedTopology"));
  }

  /// Labels say which Service a slice is of, so they count.
  @Override
  public boolean changesGeneration(ObjectNode slice, ObjectNode old) {
    return Strategy.super.changesGeneration(slice, old)
        || !Trees.map(slice, "metadata", "labels").equals(Trees.map(old, "metadata", "labels"));
  }

  @Override
  public List<FieldError> validate(ObjectNode slice) {
    FieldErrors errors = new FieldErrors();
    EndpointSliceRules.check(slice, errors);
    return errors.list();
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode slice) {
    FieldErrors errors = new FieldErrors();
    EndpointSliceRules.checkEndpoints(slice, errors);
    return errors.list();
  }

  /// Endpoints that stay as they are stay valid.
  @Override
  public List<FieldError> validateUpdate(ObjectNode slice, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    if (hasOtherEndpoints(slice, old)) {
      EndpointSliceRules.checkEndpoints(slice, errors);
    }
    errors.unchanged(
        FieldPath.of("addressType"), Json.at(slice, "addressType"), Json.at(old, "addressType"));
    return errors.list();
  }

  @Override
  public List<String> warnings(ObjectNode slice) {
    boolean names = Json.text(slice, "addressType").equals("FQDN");
    return Stream.concat(
            names ? Stream.of("spec.addressType: FQDN endpoints are deprecated") : Stream.of(),
            updateWarnings(slice, slice).stream())
        .toList();
  }

  @Override
  public List<String> updateWarnings(ObjectNode slice, ObjectNode old) {
    String manager =
        Trees.map(slice, "metadata", "labels")
            .getOrDefault("endpointslice.kubernetes.io/managed-by", "");
    if (CAREFUL.contains(manager)) {
      return List.of();
    }
    List<String> warnings = new ArrayList<>();
    List<ObjectNode> endpoints = Trees.objects(slice, "endpoints");
    for (int i = 0; i < endpoints.size(); i++) {
      List<String> addresses = Trees.strings(endpoints.get(i), "addresses");
      for (int j = 0; j < addresses.size(); j++) {
        FieldPath field = FieldPath.of("endpoints").index(i).child("addresses").index(j);
        warnings.addAll(IpWarnings.of(field, addresses.get(j)));
      }
    }
    return warnings;
  }
}
