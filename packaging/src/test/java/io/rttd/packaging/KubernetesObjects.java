package io.rttd.packaging;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/** The objects of a manifest, checked by the classes that Kubernetes generates from its API. */
final class KubernetesObjects {
  /** Of the Prometheus operator, which is not Kubernetes. */
  private static final String POD_MONITOR = "monitoring.coreos.com/v1 PodMonitor";

  private static final Set<String> OF_KUBERNETES =
      Set.of(
          "v1 ConfigMap",
          "v1 ServiceAccount",
          "apps/v1 DaemonSet",
          "rbac.authorization.k8s.io/v1 ClusterRole",
          "rbac.authorization.k8s.io/v1 ClusterRoleBinding");

  private final List<Map<?, ?>> objects = new ArrayList<>();

  /** Reads and checks a manifest. */
  KubernetesObjects(String manifest) {
    for (Object document : new Yaml().loadAll(manifest)) {
      Map<?, ?> object = (Map<?, ?>) document;
      String type = object.get("apiVersion") + " " + object.get("kind");
      if (OF_KUBERNETES.contains(type)) {
        check("V1" + object.get("kind"), new Gson().toJsonTree(object));
      } else if (!type.equals(POD_MONITOR)) {
        throw new AssertionError("not expected in the manifest: " + type);
      }
      objects.add(object);
    }
  }

  /**
   * Fails at a field that the class does not have, or that is missing. The class is called by name,
   * since compiling against it would need its annotations' libraries.
   */
  private static void check(String model, JsonElement object) {
    try {
      Class.forName("io.kubernetes.client.openapi.models." + model)
          .getMethod("validateJsonElement", JsonElement.class)
          .invoke(null, object);
    } catch (InvocationTargetException e) {
      throw new AssertionError(e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot check " + model, e);
    }
  }

  /** The kinds, in the manifest's order. */
  List<String> kinds() {
    return objects.stream().map(object -> (String) object.get("kind")).toList();
  }

  /** The first object of a kind. */
  Map<?, ?> first(String kind) {
    return objects.stream()
        .filter(object -> kind.equals(object.get("kind")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind));
  }

  /** The pod of the DaemonSet. */
  Map<?, ?> pod() {
    return (Map<?, ?>) at(first("DaemonSet"), "spec", "template", "spec");
  }

  /** A container of that pod. */
  Map<?, ?> container(String name) {
    return named((List<?>) pod().get("containers"), name);
  }

  /** The item of a list that has this name. */
  static Map<?, ?> named(List<?> items, String name) {
    return items.stream()
        .map(item -> (Map<?, ?>) item)
        .filter(item -> name.equals(item.get("name")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name));
  }

  /** The names in a list. */
  static List<String> names(List<?> items) {
    return items.stream().map(item -> (String) ((Map<?, ?>) item).get("name")).toList();
  }

  /** What a path of keys leads to; null if a key is missing. */
  static Object at(Map<?, ?> map, String... path) {
    Object value = map;
    for (String key : path) {
      value = value == null ? null : ((Map<?, ?>) value).get(key);
    }
    return value;
  }
}
