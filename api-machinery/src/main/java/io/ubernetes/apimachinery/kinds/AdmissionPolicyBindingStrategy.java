package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rules of ValidatingAdmissionPolicyBindings.
final class AdmissionPolicyBindingStrategy implements Strategy {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");
  private static final List<String> NOT_FOUND_ACTIONS = List.of("Deny", "Allow");
  private static final String EXCLUSIVE = "name and selector are mutually exclusive";

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.PLAIN_NEW;
  }

  @Override
  public void setDefaults(ObjectNode binding) {
    ObjectNode spec = Trees.makeObject(binding, "spec");
    AdmissionMatchRules.setResourceDefaults(Trees.object(spec, "matchResources"));
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public List<FieldError> validate(ObjectNode binding) {
    FieldErrors errors = new FieldErrors();
    String policy = Json.text(binding, "spec", "policyName");
    FieldPath field = SPEC.child("policyName");
    if (policy.isEmpty()) {
      errors.required(field);
    } else {
      errors.eachInvalid(field, policy, Names.dns1123Subdomain(policy));
    }
    paramRef(Trees.object(binding, "spec", "paramRef"), errors);
    AdmissionMatchRules.resources(
        Trees.object(binding, "spec", "matchResources"), SPEC.child("matchResources"), errors);
    actions(binding, errors);
    return errors.list();
  }

  private static void paramRef(@Nullable ObjectNode ref, FieldErrors errors) {
    if (ref == null) {
      return;
    }
    FieldPath path = SPEC.child("paramRef");
    String name = Json.text(ref, "name");
    ObjectNode selector = Trees.object(ref, "selector");
    if (!name.isEmpty()) {
      errors.eachInvalid(path.child("name"), name, Names.pathSegment(name));
    }
    if (!name.isEmpty() && selector != null) {
      errors.forbidden(path.child("name"), EXCLUSIVE);
      errors.forbidden(path.child("selector"), EXCLUSIVE);
    }
    LabelRules.selector(selector, path.child("selector"), errors);
    if (name.isEmpty() && selector == null) {
      errors.required(path, "one of name or selector must be specified");
    }
    errors.requiredOneOf(
        path.child("parameterNotFoundAction"),
        Json.text(ref, "parameterNotFoundAction"),
        NOT_FOUND_ACTIONS);
  }

  private static void actions(ObjectNode binding, FieldErrors errors) {
    List<String> actions = Trees.strings(binding, "spec", "validationActions");
    FieldPath field = SPEC.child("validationActions");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < actions.size(); i++) {
      errors.oneOf(field.index(i), actions.get(i), ACTIONS);
      if (!seen.add(actions.get(i))) {
        errors.duplicate(field.index(i), actions.get(i));
      }
    }
    if (seen.contains("Deny") && seen.contains("Warn")) {
      errors.invalid(
          field,
          Json.at(binding, "spec", "validationActions"),
          "must not contain both Deny and Warn (repeating the same validation failure information"
              + " in the API response and headers serves no purpose)");
    }
    if (actions.isEmpty()) {
      errors.required(field, "at least one validation action is required");
    }
  }

  @Override
  public List<String> warnings(ObjectNode object) {
    return AdmissionRegistrationKinds.warnings(object);
  }
}
