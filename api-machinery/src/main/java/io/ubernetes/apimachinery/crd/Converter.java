package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.resource.Conversion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Turns the objects of a definition from one version into another. Thread-safe.
interface Converter {

  /// All objects in a version, in their order. Objects that are in it already are returned
  /// themselves; all others are copies, or share their parts.
  ///
  /// @throws io.ubernetes.apimachinery.errors.ApiException 500 when one of them cannot be converted
  List<ObjectNode> convert(List<ObjectNode> objects, GroupVersionKind to);

  /// Whether somebody else must be asked.
  boolean isRemote();

  /// The conversion into one version, whatever an object was in before.
  default Conversion to(GroupVersionKind version) {
    Converter converter = this;
    return new Conversion() {
      @Override
      public ObjectNode apply(ObjectNode object) {
        return converter.convert(List.of(object), version).getFirst();
      }

      @Override
      public List<ObjectNode> applyToAll(List<ObjectNode> objects) {
        return converter.convert(objects, version);
      }

      @Override
      public boolean isRemote() {
        return converter.isRemote();
      }
    };
  }

  static boolean isIn(ObjectNode object, GroupVersionKind version) {
    return Json.text(object, "apiVersion").equals(version.apiVersion());
  }

  /// The object under the name of another version; shares its parts.
  static ObjectNode named(ObjectNode object, GroupVersionKind to) {
    if (isIn(object, to)) {
      return object;
    }
    ObjectNode renamed = Json.object();
    renamed.setAll(object);
    return renamed.put("apiVersion", to.apiVersion());
  }
}
