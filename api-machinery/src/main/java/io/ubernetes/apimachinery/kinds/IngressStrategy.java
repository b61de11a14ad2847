package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IpAddresses;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules of Ingresses.
final class IngressStrategy implements Strategy {

  static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.WHOLE;
  }

  @Override
  public void setDefaults(ObjectNode ingress) {
    Trees.defaultObject(Trees.makeObject(ingress, "status"), "loadBalancer");
  }

  @Override
  public void prepareForCreate(ObjectNode ingress) {
    ingress.putObject("status").putObject("loadBalancer");
  }

  @Override
  public List<FieldError> validate(ObjectNode ingress) {
    FieldErrors errors = new FieldErrors();
    IngressRules.check(ingress, errors);
    return errors.list();
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode ingress) {
    FieldErrors errors = new FieldErrors();
    String old = classAnnotation(ingress);
    JsonNode named = Json.at(ingress, "spec", "ingressClassName");
    if (old != null && named != null && !old.equals(named.asString(""))) {
      errors.invalid(
          FieldPath.of("annotations", CLASS_ANNOTATION),
          old,
          "must match `ingressClassName` when both are specified");
    }
    return errors.list();
  }

  /// The class as it was named before there was a field for it; null when it is not.
  static @Nullable String classAnnotation(ObjectNode ingress) {
    return new ApiObject(ingress).annotations().get(CLASS_ANNOTATION);
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode ingress, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    List<ObjectNode> points = Trees.objects(ingress, "status", "loadBalancer", "ingress");
    for (int i = 0; i < points.size(); i++) {
      FieldPath path = FieldPath.of("status", "loadBalancer", "ingress").index(i);
      String ip = Json.text(points.get(i), "ip");
      if (!ip.isEmpty()) {
        errors.eachInvalid(path.child("ip"), ip, IpAddresses.check(ip));
      }
      String host = Json.text(points.get(i), "hostname");
      if (!host.isEmpty()) {
        errors.eachInvalid(path.child("hostname"), host, Names.dns1123Subdomain(host));
        HostRules.noAddress(host, path.child("hostname"), errors);
      }
    }
    return errors.list();
  }

  @Override
  public List<String> warnings(ObjectNode ingress) {
    return classAnnotation(ingress) != null && Json.at(ingress, "spec", "ingressClassName") == null
        ? List.of(
            "annotation \""
                + CLASS_ANNOTATION
                + "\" is deprecated, please use 'spec.ingressClassName' instead")
        : List.of();
  }

  @Override
  public List<String> updateWarnings(ObjectNode ingress, ObjectNode old) {
    return List.of();
  }
}
