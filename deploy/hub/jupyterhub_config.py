"""JupyterHub on one machine. start.js prepares the folder that FACELAB_HUB names and starts JupyterHub with this."""

import os
import sys
from pathlib import Path

folder = Path(os.environ["FACELAB_HUB"])
course = folder / "course"
state = folder / "state"
node = os.environ["FACELAB_HUB_NODE"]
port = int(os.environ["FACELAB_HUB_PORT"])
gigabytes = os.environ["FACELAB_HUB_MEMORY"]
threads = os.environ["FACELAB_HUB_THREADS"]

c = get_config()  # noqa: F821

# Students and their passwords. Somebody who has signed up waits until the teacher lets them in, unless everybody may come.
c.JupyterHub.authenticator_class = "native"
c.NativeAuthenticator.open_signup = os.environ.get("FACELAB_HUB_OPEN") == "1"
c.NativeAuthenticator.minimum_password_length = 8
c.NativeAuthenticator.check_common_password = True
c.NativeAuthenticator.allowed_failed_logins = 5
c.NativeAuthenticator.seconds_before_next_try = 60
c.Authenticator.admin_users = {os.environ["FACELAB_HUB_TEACHER"]}
# Who is let in is decided by the lines above.
c.Authenticator.allow_all = True
# A name is a folder's name, too.
c.Authenticator.username_pattern = r"^[a-z][a-z0-9-]{0,31}$"

# Only this machine reaches the hub. For others, a web server with HTTPS stands before it: see README.md.
c.JupyterHub.bind_url = f"http://127.0.0.1:{port}"
hub_port, proxy_port = os.environ["FACELAB_HUB_INNER_PORTS"].split()
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{hub_port}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{proxy_port}"
c.ConfigurableHTTPProxy.command = [
    node,
    str(folder / "proxy" / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"),
]
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")
c.JupyterHub.db_url = f"sqlite:///{state / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie-secret")
c.JupyterHub.cleanup_servers = True

# A server starts as in the image for a cluster: the course comes into the home, then JupyterLab runs there.
c.Spawner.cmd = [str(course / "deploy" / "students" / "start"), "jupyterhub-singleuser"]
c.Spawner.default_url = "/lab/tree/notebooks/00-welcome.ipynb"
c.Spawner.environment = {
    "FACELAB_PRESET": os.environ.get("FACELAB_PRESET", "standard"),
    "TF_NUM_INTRAOP_THREADS": threads,
    "PATH": os.pathsep.join([os.path.dirname(node), os.environ["PATH"]]),
}
c.Spawner.env_keep = ["LANG", "LC_ALL"]
# The first start copies the course.
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
c.JupyterHub.concurrent_spawn_limit = 10
c.JupyterHub.named_server_limit_per_user = 0

if os.environ["FACELAB_HUB_SPAWNER"] == "systemd":
    from systemdspawner import SystemdSpawner

    class CourseSpawner(SystemdSpawner):
        """Each student is a user of their own, made by systemd, with a home and limits."""

        def _expand_user_vars(self, string):
            """Homes lie in /var/lib, where a student called apt or docker must not find those of others."""
            return string.format(USERNAME=f"facelab-{self.user.name}", USERID=self.user.id)

    c.JupyterHub.spawner_class = CourseSpawner
    c.SystemdSpawner.dynamic_users = True
    c.SystemdSpawner.unit_name_template = "{USERNAME}"
    c.SystemdSpawner.default_shell = "/bin/bash"
    c.SystemdSpawner.isolate_tmp = True
    # Among the devices that are hidden are GPUs.
    c.SystemdSpawner.isolate_devices = not Path("/dev/nvidia0").exists()
    c.SystemdSpawner.disable_user_sudo = True
    c.SystemdSpawner.mem_limit = f"{gigabytes}G"
    c.SystemdSpawner.cpu_limit = float(threads)
    c.SystemdSpawner.unit_extra_properties = {"MemorySwapMax": "0", "TasksMax": "512"}
else:
    from jupyterhub.spawner import SimpleLocalProcessSpawner

    # All students are the user who started the hub: nothing keeps them apart, and nothing limits them.
    c.JupyterHub.spawner_class = SimpleLocalProcessSpawner
    c.SimpleLocalProcessSpawner.home_dir_template = str(folder / "homes" / "{username}")
    if os.geteuid() == 0:
        c.Spawner.args = ["--allow-root"]

# Who has done nothing for an hour makes room: the home stays.
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600", "--cull-every=300"],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]

# For a load test: a token that may start and stop everybody's server.
if token := os.environ.get("FACELAB_HUB_TOKEN"):
    c.JupyterHub.services += [{"name": "load-test", "api_token": token}]
    scopes = ["admin:users", "admin:servers", "access:servers"]
    c.JupyterHub.load_roles += [{"name": "load-test", "scopes": scopes, "services": ["load-test"]}]
