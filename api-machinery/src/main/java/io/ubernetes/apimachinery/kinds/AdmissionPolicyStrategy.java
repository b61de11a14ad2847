package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.ConditionRules;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The rules of ValidatingAdmissionPolicies.
final class AdmissionPolicyStrategy implements Strategy {

  private static final FieldPath STATUS = FieldPath.of("status");

  @Override
  public List<String> metadataFixedInStatus() {
    return ALL_METADATA;
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.PLAIN_NEW;
  }

  @Override
  public void setDefaults(ObjectNode policy) {
    ObjectNode spec = Trees.makeObject(policy, "spec");
    Trees.defaultText(spec, "failurePolicy", "Fail");
    AdmissionMatchRules.setResourceDefaults(Trees.object(spec, "matchConstraints"));
    Trees.makeObject(policy, "status");
  }

  @Override
  public void prepareForCreate(ObjectNode policy) {
    policy.putObject("status");
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public List<FieldError> validate(ObjectNode policy) {
    return AdmissionPolicyRules.validate(policy);
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode policy, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    List<ObjectNode> warnings =
        Trees.objects(policy, "status", "typeChecking", "expressionWarnings");
    for (int i = 0; i < warnings.size(); i++) {
      FieldPath path = STATUS.child("typeChecking").child("expressionWarnings").index(i);
      for (String field : List.of("warning", "fieldRef")) {
        if (Json.text(warnings.get(i), field).isBlank()) {
          errors.required(path.child(field));
        }
      }
    }
    ConditionRules.check(
        Trees.objects(policy, "status", "conditions"), STATUS.child("conditions"), errors);
    return errors.list();
  }

  @Override
  public List<String> warnings(ObjectNode object) {
    return AdmissionRegistrationKinds.warnings(object);
  }
}
