package io.ubernetes.federation.apiserver.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.SchemaValidation;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/// What a kind's schema says of its objects. The kind's own rules are only asked about objects that
/// have the right shape, so that they need not be afraid of others and nobody is told twice.
record SchemaRules(Schema schema) {

  List<FieldError> check(ObjectNode object) {
    return SchemaValidation.validate(schema, object, "");
  }

  List<FieldError> before(ObjectNode object, BiConsumer<ObjectNode, FieldErrors> ownRules) {
    List<FieldError> wrong = check(object);
    if (!wrong.isEmpty()) {
      return wrong;
    }
    FieldErrors errors = new FieldErrors();
    ownRules.accept(object, errors);
    return errors.list();
  }
}
