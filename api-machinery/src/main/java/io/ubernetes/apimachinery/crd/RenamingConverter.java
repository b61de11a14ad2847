package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.schema.Pruning;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.GroupVersionKind;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Conversion without a webhook (`strategy: None`): an object is said to be of the other version,
/// and what that version does not know is dropped. Immutable.
///
/// @param schemas by the names of the versions
record RenamingConverter(Map<String, Schema> schemas) implements Converter {

  RenamingConverter {
    schemas = Map.copyOf(schemas);
  }

  @Override
  public List<ObjectNode> convert(List<ObjectNode> objects, GroupVersionKind to) {
    return objects.stream().map(object -> convert(object, to)).toList();
  }

  private ObjectNode convert(ObjectNode object, GroupVersionKind to) {
    if (Converter.isIn(object, to)) {
      return object;
    }
    ObjectNode converted = Converter.named(object.deepCopy(), to);
    Schema schema = schemas.get(to.version());
    if (schema != null) {
      Pruning.apply(schema, converted);
    }
    return converted;
  }

  @Override
  public boolean isRemote() {
    return false;
  }
}
