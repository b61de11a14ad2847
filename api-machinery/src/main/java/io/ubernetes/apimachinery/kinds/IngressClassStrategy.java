package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules of IngressClasses.
final class IngressClassStrategy implements Strategy {

  static final String IS_DEFAULT = "ingressclass.kubernetes.io/is-default-class";

  private static final FieldPath CONTROLLER = FieldPath.of("spec", "controller");
  private static final FieldPath PARAMETERS = FieldPath.of("spec", "parameters");
  private static final int MAX_CONTROLLER_BYTES = 250;
  private static final List<String> SCOPES = List.of("Cluster", "Namespace");
  private static final String PATH_CHARACTERS = "/-._~%!$&'()*+,;=:";

  static String shownName(ObjectNode ingressClass) {
    return Json.text(ingressClass, "metadata", "name")
        + (isDefault(ingressClass) ? " (default)" : "");
  }

  /// Whether Ingresses that name no class get this one.
  static boolean isDefault(ObjectNode ingressClass) {
    return "true".equals(new ApiObject(ingressClass).annotations().get(IS_DEFAULT));
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.WHOLE;
  }

  @Override
  public void setDefaults(ObjectNode ingressClass) {
    ObjectNode parameters = Trees.object(ingressClass, "spec", "parameters");
    if (parameters != null && Json.at(parameters, "scope") == null) {
      parameters.put("scope", "Cluster");
    }
  }

  @Override
  public List<FieldError> validate(ObjectNode ingressClass) {
    FieldErrors errors = new FieldErrors();
    String controller = Json.text(ingressClass, "spec", "controller");
    if (controller.getBytes(StandardCharsets.UTF_8).length > MAX_CONTROLLER_BYTES) {
      errors.tooLong(CONTROLLER, MAX_CONTROLLER_BYTES);
    }
    controller(controller, errors);
    ObjectNode parameters = Trees.object(ingressClass, "spec", "parameters");
    if (parameters != null) {
      TypedReferenceRules.check(parameters, PARAMETERS, errors);
      namespace(parameters, errors);
    }
    return errors.list();
  }

  private static void controller(String controller, FieldErrors errors) {
    int slash = controller.indexOf('/');
    if (controller.isEmpty()) {
      errors.required(CONTROLLER);
    } else if (slash <= 0 || slash == controller.length() - 1) {
      errors.invalid(
          CONTROLLER, controller, "must be a domain-prefixed path (such as \"acme.io/foo\")");
    } else {
      String host = controller.substring(0, slash);
      String path = controller.substring(slash + 1);
      errors.eachInvalid(CONTROLLER, host, Names.dns1123Subdomain(host));
      if (!path.chars().allMatch(IngressClassStrategy::mayStandInPath)) {
        errors.invalid(
            CONTROLLER,
            path,
            "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')");
      }
    }
  }

  private static boolean mayStandInPath(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PATH_CHARACTERS.indexOf(c) >= 0;
  }

  private static void namespace(ObjectNode parameters, FieldErrors errors) {
    String scope = Json.text(parameters, "scope");
    JsonNode namespace = Json.at(parameters, "namespace");
    FieldPath field = PARAMETERS.child("namespace");
    errors.oneOf(PARAMETERS.child("scope"), scope, SCOPES);
    if (scope.equals("Namespace") && namespace == null) {
      errors.required(field, "`parameters.scope` is set to 'Namespace'");
    } else if (scope.equals("Namespace") && namespace != null) {
      errors.eachInvalid(field, namespace.asString(""), Names.dns1123Label(namespace.asString("")));
    } else if (scope.equals("Cluster") && namespace != null) {
      errors.forbidden(field, "`parameters.scope` is set to 'Cluster'");
    }
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode ingressClass, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    errors.unchanged(
        CONTROLLER,
        Json.at(ingressClass, "spec", "controller"),
        Json.at(old, "spec", "controller"));
    return errors.list();
  }
}
