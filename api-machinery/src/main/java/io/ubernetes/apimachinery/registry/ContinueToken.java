package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.schema.GoJsonSyntax;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Where a list that was cut goes on; opaque to clients. All that paging needs is in the token, so
/// the server keeps nothing for a client that pages.
///
/// @param revision the version of the whole list
/// @param last the last object that was returned
record ContinueToken(long revision, NamespacedName last) {

  private static final String VERSION = "meta.k8s.io/v1";

  static ContinueToken parse(String token) {
    byte[] text;
    try {
      text = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException malformed) {
      throw invalid("illegal base64 data at input byte 0");
    }
    try {
      ObjectNode json = Json.parseObject(text);
      long revision = Json.number(json, -1, "rv");
      String start = Json.text(json, "start");
      int slash = start.indexOf('/');
      if (!VERSION.equals(Json.text(json, "v")) || revision <= 0 || slash < 0) {
        throw invalid("incorrect encoded start of the list");
      }
      NamespacedName last =
          new NamespacedName(start.substring(0, slash), start.substring(slash + 1));
      return new ContinueToken(revision, last);
    } catch (JacksonException malformed) {
      throw invalid(GoJsonSyntax.fault(text));
    } catch (IllegalArgumentException noName) {
      throw invalid("incorrect encoded start of the list");
    }
  }

  private static ApiException invalid(String why) {
    return ApiException.badRequest("invalid continue token: continue key is not valid: " + why);
  }

  @Override
  public String toString() {
    ObjectNode json = Json.object();
    json.put("v", VERSION);
    json.put("rv", revision);
    json.put("start", last.namespace() + "/" + last.name());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(json));
  }
}
