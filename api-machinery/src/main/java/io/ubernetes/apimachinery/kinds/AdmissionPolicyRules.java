package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.cel.FieldNames;
import io.ubernetes.apimachinery.cel.ValueType.Scalar;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes a ValidatingAdmissionPolicy a bad one.
final class AdmissionPolicyRules {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> FAILURE_POLICIES = List.of("Fail", "Ignore");
  private static final List<String> REASONS =
      List.of("Forbidden", "Invalid", "RequestEntityTooLarge");
  private static final int MAX_AUDIT_ANNOTATIONS = 20;
  private static final int MAX_AUDIT_EXPRESSION_BYTES = 5 * 1024;
  private static final String NOTHING_TO_DO =
      "validations or auditAnnotations must contain at least one item";

  private final ObjectNode spec;
  private final String name;
  private final FieldErrors errors = new FieldErrors();

  private AdmissionPolicyRules(ObjectNode policy) {
    this.spec = Trees.makeObject(policy, "spec");
    this.name = Json.text(policy, "metadata", "name");
  }

  static List<FieldError> validate(ObjectNode policy) {
    AdmissionPolicyRules rules = new AdmissionPolicyRules(policy);
    rules.check();
    return rules.errors.list();
  }

  private void check() {
    errors.requiredOneOf(
        SPEC.child("failurePolicy"), Json.text(spec, "failurePolicy"), FAILURE_POLICIES);
    ObjectNode kind = Trees.object(spec, "paramKind");
    if (kind != null) {
      paramKind(kind, SPEC.child("paramKind"));
    }
    ObjectNode constraints = Trees.object(spec, "matchConstraints");
    FieldPath path = SPEC.child("matchConstraints");
    if (constraints == null) {
      errors.required(path);
    } else {
      AdmissionMatchRules.resources(constraints, path, errors);
      if (Trees.objects(constraints, "resourceRules").isEmpty()) {
        errors.required(path.child("resourceRules"));
      }
    }
    AdmissionMatchRules.conditions(
        Trees.objects(spec, "matchConditions"),
        SPEC.child("matchConditions"),
        expressions(kind != null),
        errors);
    CelRules expressions = expressions(kind != null);
    variables(expressions);
    List<ObjectNode> validations = Trees.objects(spec, "validations");
    if (validations.isEmpty() && Trees.objects(spec, "auditAnnotations").isEmpty()) {
      errors.required(SPEC.child("validations"), NOTHING_TO_DO);
      errors.required(SPEC.child("auditAnnotations"), NOTHING_TO_DO);
    }
    for (int i = 0; i < validations.size(); i++) {
      validation(validations.get(i), expressions, SPEC.child("validations").index(i));
    }
    auditAnnotations(expressions);
  }

  private CelRules expressions(boolean hasParams) {
    return hasParams
        ? CelRules.of(errors, CelRules.Subject.AUTHORIZER, CelRules.Subject.PARAMS)
        : CelRules.of(errors, CelRules.Subject.AUTHORIZER);
  }

  private void paramKind(ObjectNode paramKind, FieldPath path) {
    String version = Json.text(paramKind, "apiVersion");
    if (version.isEmpty()) {
      errors.required(path.child("apiVersion"));
    } else {
      paramVersion(version, path.child("apiVersion"));
    }
    String kind = Json.text(paramKind, "kind");
    List<String> wrong = Names.dns1035Label(kind.toLowerCase(Locale.ROOT));
    if (kind.isEmpty()) {
      errors.required(path.child("kind"));
    } else if (!wrong.isEmpty()) {
      errors.invalid(
          path.child("kind"),
          kind,
          "may have mixed case, but should otherwise match: " + String.join(",", wrong));
    }
  }

  private void paramVersion(String text, FieldPath field) {
    String[] parts = text.equals("/") ? new String[] {""} : text.split("/", -1);
    if (parts.length > 2) {
      errors.invalid(field, text, "unexpected GroupVersion string: " + text);
      return;
    }
    String group = parts.length == 2 ? parts[0] : "";
    String version = parts[parts.length - 1];
    List<String> wrong = group.isEmpty() ? List.of() : Names.dns1123Subdomain(group);
    if (!wrong.isEmpty()) {
      errors.invalid(field, group, String.join(",", wrong));
    }
    List<String> wrongVersion = Names.dns1035Label(version);
    if (version.isEmpty()) {
      errors.invalid(field, text, "version must be specified");
    } else if (!wrongVersion.isEmpty()) {
      errors.invalid(field, version, String.join(",", wrongVersion));
    }
  }

  private void variables(CelRules expressions) {
    List<ObjectNode> variables = Trees.objects(spec, "variables");
    for (int i = 0; i < variables.size(); i++) {
      FieldPath path = SPEC.child("variables").index(i);
      String variable = Json.text(variables.get(i), "name");
      if (variable.isBlank()) {
        errors.required(path.child("name"), "name is not specified");
      } else if (!FieldNames.isIdentifier(variable)) {
        errors.invalid(path.child("name"), variable, "must be a valid CEL identifier");
      }
      String expression = Json.text(variables.get(i), "expression");
      if (expression.isBlank()) {
        errors.required(path.child("expression"), "expression is not specified");
      } else {
        expressions.variable(variable, expression, path.child("expression"));
      }
    }
  }

  private void validation(ObjectNode validation, CelRules expressions, FieldPath path) {
    String expression = Json.text(validation, "expression");
    if (expression.isBlank()) {
      errors.required(path.child("expression"), "expression is not specified");
    } else {
      expressions.check(expression, path.child("expression"), Scalar.BOOL);
    }
    String computed = Json.text(validation, "messageExpression");
    if (!computed.isEmpty() && computed.isBlank()) {
      errors.invalid(path.child("messageExpression"), computed, "must be non-empty if specified");
    } else if (!computed.isEmpty()) {
      expressions.checkMessage(computed, path.child("messageExpression"));
    }
    String message = Json.text(validation, "message");
    if (!message.isEmpty() && message.isBlank()) {
      errors.invalid(path.child("message"), message, "must be non-empty if specified");
    } else if (message.strip().indexOf('\n') >= 0 || message.strip().indexOf('\r') >= 0) {
      errors.invalid(path.child("message"), message, "must not contain line breaks");
    }
    JsonNode reason = Json.at(validation, "reason");
    if (reason != null) {
      errors.oneOf(path.child("reason"), reason.asString(""), REASONS);
    }
  }

  private void auditAnnotations(CelRules expressions) {
    List<ObjectNode> annotations = Trees.objects(spec, "auditAnnotations");
    FieldPath list = SPEC.child("auditAnnotations");
    if (annotations.size() > MAX_AUDIT_ANNOTATIONS) {
      errors.invalid(
          list,
          spec.get("auditAnnotations"),
          "must not have more than " + MAX_AUDIT_ANNOTATIONS + " auditAnnotations");
    }
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < annotations.size(); i++) {
      auditAnnotation(annotations.get(i), expressions, list.index(i));
      String key = Json.text(annotations.get(i), "key");
      if (!keys.add(key)) {
        errors.duplicate(list.index(i).child("key"), key);
      }
    }
  }

  private void auditAnnotation(ObjectNode annotation, CelRules expressions, FieldPath path) {
    String key = Json.text(annotation, "key");
    if (name.isEmpty()) {
      errors.invalid(path.child("key"), key, "requires metadata.name be non-empty");
    } else {
      String whole = name + "/" + key;
      errors.eachInvalid(path.child("key"), whole, Names.qualifiedName(whole));
    }
    String expression = Json.text(annotation, "valueExpression").strip();
    FieldPath field = path.child("valueExpression");
    if (expression.isEmpty()) {
      errors.required(field, "valueExpression is not specified");
    } else if (expression.getBytes(StandardCharsets.UTF_8).length > MAX_AUDIT_EXPRESSION_BYTES) {
      errors.required(field, "must not exceed " + MAX_AUDIT_EXPRESSION_BYTES + " bytes in length");
    } else {
      expressions.check(expression, field, Scalar.STRING, Scalar.NULL);
    }
  }
}
