import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/free-port';
import { chart, withHelm, type Tree } from './helm';

const root = join(__dirname, '..', '..');

/** What has to be given; all else has a default. */
const given = { passwordSecret: 'queue-password', workers: { image: 'registry.example:5000/facelab-workers:0123abc' } };

const withWorkers = (values: object): Tree => ({ ...given, workers: { ...given.workers, ...values } });

/** Every second field that the chart can write, so that each of its branches is rendered once. */
const everything = {
  tokenSecret: 'course-token',
  ...withWorkers({
    pullSecrets: [{ name: 'registry' }],
    jobs: 3,
    threads: 2,
    seccompProfile: '',
    appArmorProfile: 'facelab',
    nodeSelector: { pool: 'big' },
    tolerations: [{ key: 'batch', operator: 'Exists', effect: 'NoSchedule' }],
  }),
  store: { storageClass: 'nfs', size: '20Gi' },
  redis: {
    pullSecrets: [{ name: 'registry' }],
    storageClass: 'ssd',
    clients: [{ namespaceSelector: { matchLabels: { course: 'graders' } } }],
    nodeSelector: { pool: 'small' },
    tolerations: [{ operator: 'Exists' }],
  },
};

/** The oldest Kubernetes that Chart.yaml allows, and the newest that there are schemas of. */
const versions = ['1.30', '1.37'];

describe('the chart of Redis and workers', function () {
  this.timeout(120_000);
  const helm = withHelm();
  const rendered = (values: Tree = given): Tree[] => helm().render(values).objects;
  const only = (kind: string, name: string, values: Tree = given): Tree => {
    const found = rendered(values).filter((each) => each.kind === kind && each.metadata.name === name);
    assert.equal(found.length, 1, `${kind} ${name}`);
    return found[0];
  };
  const worker = (values: Tree = given): Tree => only('Deployment', 'facelab-worker', values).spec.template.spec;

  it('passes helm lint, with and without what has to be given', () => {
    assert.ok(readFileSync(join(chart, 'Chart.yaml'), 'utf8').includes(`kubeVersion: '>=${versions[0]}.0-0'`));
    for (const values of [{}, given, everything]) {
      const { messages, errors } = helm().lint(values, versions[0]);
      assert.deepEqual(errors, []);
      assert.deepEqual(
        messages.map(({ error }) => error),
        ['icon is recommended'],
      );
    }
  });

  it('renders manifests that the schemas of the oldest and the newest Kubernetes take', () => {
    for (const values of [given, everything, { ...given, store: { existingClaim: 'results' } }]) {
      const objects = rendered(values);
      assert.equal(objects.length, 'existingClaim' in (values.store ?? {}) ? 6 : 7);
      for (const version of versions) assert.deepEqual(helm().validate(objects, version), []);
    }
  });

  it('would be caught with a field that Kubernetes does not know, and with a wrong type', () => {
    const [misspelt, wrong] = [0, 1].map(() => only('Deployment', 'facelab-worker'));
    misspelt.spec.template.spec.containers[0].resource = {};
    wrong.spec.replicas = 'two';
    for (const version of versions) assert.equal(helm().validate([misspelt, wrong], version).length, 2);
  });

  it('asks for the Secret and the image in a sentence', () => {
    assert.match(
      helm().refusal({ workers: given.workers }),
      /passwordSecret is empty: make a Secret that holds the queue's password under the key password, and give its name\./,
    );
    assert.match(
      helm().refusal({ passwordSecret: 'queue-password' }),
      /workers\.image is empty: give the image that deploy\/Dockerfile builds as workers, with its tag\./,
    );
  });

  it('renders no password: it stays in the Secret', () => {
    for (const values of [given, everything]) {
      const { objects, texts } = helm().render(values);
      assert.deepEqual(objects.filter(({ kind }) => kind === 'Secret'), []); // prettier-ignore
      const variables = containersOf(objects).flatMap(({ env = [] }: Tree) => env);
      const passwords = variables.filter(({ name }: Tree) => /PASSWORD|SECRET|TOKEN|KEY/.test(name));
      assert.equal(passwords.length, 2);
      for (const { value, valueFrom } of passwords) {
        assert.equal(value, undefined);
        assert.deepEqual(valueFrom, { secretKeyRef: { name: 'queue-password', key: 'password' } });
      }
      // In an address or a file of settings there is a variable in its place.
      const text = Object.values(texts).join('\n');
      const written = [...text.matchAll(/redis:\/\/:([^@\s]+)@|requirepass ([^\\\s]+)/g)].map(([, a, b]) => a ?? b);
      assert.deepEqual([...new Set(written)].sort(), ['$(QUEUE_PASSWORD)', '$password', '%s']);
    }
  });

  it('refuses values that cannot be meant', () => {
    const wrong: [values: Tree, where: string][] = [
      [withWorkers({ image: 'facelab-workers' }), '/workers/image'],
      [withWorkers({ image: 'registry.example:5000/facelab-workers' }), '/workers/image'],
      [withWorkers({ image: 'facelab-workers:latest' }), '/workers/image'],
      [{ ...given, redis: { image: 'redis' } }, '/redis/image'],
      [{ ...given, redis: { image: '' } }, '/redis/image'],
      [{ ...given, passwordSecret: 'not a name' }, '/passwordSecret'],
      [{ ...given, password: 'in-a-file-of-values' }, 'password'],
      [{ ...given, tokenSecret: 'not a name' }, '/tokenSecret'],
      [{ ...given, token: 'in-a-file-of-values' }, 'token'],
      [withWorkers({ replicas: -1 }), '/workers/replicas'],
      [withWorkers({ replicas: '2' }), '/workers/replicas'],
      [withWorkers({ jobs: 0 }), '/workers/jobs'],
      [withWorkers({ threads: 1.5 }), '/workers/threads'],
      [withWorkers({ memory: 512 }), '/workers/memory'],
      [withWorkers({ memory: '3Gi' }), '/workers/memory'],
      [withWorkers({ minutes: 0 }), '/workers/minutes'],
      [withWorkers({ memorry: 4096 }), 'memorry'],
      // No worker starts under it, because bubblewrap does not.
      [withWorkers({ seccompProfile: 'RuntimeDefault' }), '/workers/seccompProfile'],
      [withWorkers({ appArmorProfile: 'RuntimeDefault' }), '/workers/appArmorProfile'],
      [{ ...given, store: { size: '5 GB' } }, '/store/size'],
      [{ ...given, redis: { maxmemoryPolicy: 'allkeys-lru' } }, 'maxmemoryPolicy'],
    ];
    for (const [values, where] of wrong) {
      const said = helm().refusal(values);
      assert.ok(said.includes('values don') && said.includes(where), `${JSON.stringify(values)}: ${said}`);
    }
  });

  it('pins every image and limits every container', () => {
    for (const values of [given, everything]) {
      const containers = containersOf(rendered(values));
      assert.deepEqual(containers.map(({ name }) => name).sort(), ['redis', 'worker']);
      for (const { name, image, resources, securityContext } of containers) {
        assert.match(image, /(:[\w.-]+|@sha256:[0-9a-f]{64})$/, name);
        assert.doesNotMatch(image, /:latest$/, name);
        for (const kind of ['cpu', 'memory']) {
          assert.ok(resources.limits[kind], `limits.${kind} of ${name}`);
          assert.ok(resources.requests[kind], `requests.${kind} of ${name}`);
        }
        assert.equal(securityContext.readOnlyRootFilesystem, true, name);
        assert.equal(securityContext.allowPrivilegeEscalation, false, name);
        assert.deepEqual(securityContext.capabilities, { drop: ['ALL'] }, name);
        assert.notEqual(securityContext.privileged, true, name);
      }
    }
  });

  it('runs nothing as root, and nothing that may speak to the cluster', () => {
    for (const { spec } of rendered().filter(({ spec }) => spec?.template)) {
      const pod = spec.template.spec;
      assert.equal(pod.automountServiceAccountToken, false);
      assert.equal(pod.securityContext.runAsNonRoot, true);
      assert.ok(pod.securityContext.runAsUser > 0);
      for (const shared of ['hostNetwork', 'hostPID', 'hostIPC']) assert.equal(pod[shared], undefined);
      for (const volume of pod.volumes) assert.equal(volume.hostPath, undefined);
    }
  });

  it('lets a worker use bubblewrap by profiles that the nodes have, or by none', () => {
    const { seccompProfile, appArmorProfile } = worker().containers[0].securityContext;
    assert.deepEqual(seccompProfile, { type: 'Localhost', localhostProfile: 'facelab/bubblewrap.json' });
    assert.deepEqual(appArmorProfile, { type: 'Unconfined' });
    const other = worker(everything).containers[0].securityContext;
    assert.deepEqual(other.seccompProfile, { type: 'Unconfined' });
    assert.deepEqual(other.appArmorProfile, { type: 'Localhost', localhostProfile: 'facelab' });
  });

  it('gives a worker more memory than its jobs, and each job its threads', () => {
    for (const [values, jobs, threads] of [
      [given, 1, 1],
      [everything, 3, 2],
    ] as const) {
      // prettier-ignore
      const [{ args, env, resources }] = worker(values).containers;
      assert.deepEqual(args, [
        'worker',
        '--queue=redis://:$(QUEUE_PASSWORD)@facelab-redis:6379',
        `--jobs=${jobs}`,
        '--memory=3072',
        '--minutes=180',
        '--store=/store',
        ...(values === everything ? ['--token-file=/course/token'] : []),
      ]);
      assert.equal(env.find(({ name }: Tree) => name === 'TF_NUM_INTRAOP_THREADS').value, String(threads));
      assert.equal(resources.requests.cpu, String(jobs * threads));
      assert.equal(resources.limits.memory, `${jobs * 3072 + 1024}Mi`);
    }
    // The password is known before the variable is used.
    assert.equal(worker().containers[0].env[0].name, 'QUEUE_PASSWORD');
  });

  it('has options that the command knows', () => {
    const help = readFileSync(join(root, 'src', 'cli', 'queue.ts'), 'utf8');
    for (const option of worker(everything).containers[0].args.slice(1))
      assert.ok(help.includes(`'${option.split('=')[0]} <`), option);
  });

  it("gives a worker the course's token as a file of its Secret, where there is one", () => {
    assert.ok(worker().volumes.every(({ secret }: Tree) => secret === undefined));
    const { containers, volumes } = worker(everything);
    const [{ name, secret }] = volumes.filter((volume: Tree) => volume.secret);
    assert.deepEqual(secret, {
      secretName: 'course-token',
      defaultMode: 0o440,
      items: [{ key: 'token', path: 'token' }],
    });
    const [{ mountPath, readOnly }] = containers[0].volumeMounts.filter((mount: Tree) => mount.name === name);
    assert.deepEqual([mountPath, readOnly], ['/course', true]);
  });

  it('keeps results on one volume that all workers write to, and what is queued on another', () => {
    const claim = only('PersistentVolumeClaim', 'facelab-store');
    assert.deepEqual(claim.spec.accessModes, ['ReadWriteMany']);
    assert.equal(claim.metadata.annotations['helm.sh/resource-policy'], 'keep');
    const storeOf = (values: Tree): Tree => worker(values).volumes.find(({ name }: Tree) => name === 'store');
    assert.equal(storeOf(given).persistentVolumeClaim.claimName, 'facelab-store');
    const own = { ...given, store: { existingClaim: 'results' } };
    assert.equal(storeOf(own).persistentVolumeClaim.claimName, 'results');
    assert.ok(rendered(own).every(({ kind }) => kind !== 'PersistentVolumeClaim'));
    const [data] = only('StatefulSet', 'facelab-redis').spec.volumeClaimTemplates;
    assert.deepEqual(data.spec.accessModes, ['ReadWriteOnce']);
  });

  it('lets a worker write where it must: the image is only read', () => {
    const { containers, volumes } = worker();
    const places = containers[0].volumeMounts.map(({ mountPath }: Tree) => mountPath);
    const written = ['/store', '/tmp', '/opt/facelab/.facelab/worlds', '/opt/facelab/.facelab/cache'];
    assert.deepEqual(places, written);
    for (const { name, emptyDir } of volumes) if (name !== 'store') assert.ok(emptyDir.sizeLimit, name);
  });

  it('lets only workers and graders reach the Redis, and a worker nothing else', () => {
    const labelsOf = (kind: string, name: string): Tree => only(kind, name).spec.template.metadata.labels;
    const workers = labelsOf('Deployment', 'facelab-worker');
    const redis = labelsOf('StatefulSet', 'facelab-redis');
    // As the chart of JupyterHub labels the pod of a student.
    const student = {
      app: 'jupyterhub',
      component: 'singleuser-server',
      'app.kubernetes.io/name': 'jupyterhub',
      'app.kubernetes.io/component': 'singleuser-server',
      'hub.jupyter.org/network-access-hub': 'true',
    };
    const matches = ({ podSelector, ...others }: Tree, labels: Tree): boolean =>
      Object.keys(others).length === 0 &&
      Object.entries(podSelector.matchLabels).every(([name, value]) => labels[name] === value);

    const toRedis = only('NetworkPolicy', 'facelab-redis').spec;
    assert.ok(matches({ podSelector: toRedis.podSelector }, redis));
    assert.ok(!matches({ podSelector: toRedis.podSelector }, workers));
    assert.deepEqual(toRedis.policyTypes, ['Ingress', 'Egress']);
    assert.equal(toRedis.egress, undefined);
    assert.equal(toRedis.ingress.length, 1);
    const [{ from, ports }] = toRedis.ingress;
    assert.deepEqual(ports, [{ port: 'redis', protocol: 'TCP' }]);
    const mayReach = (labels: Tree): boolean => from.some((peer: Tree) => matches(peer, labels));
    assert.ok(mayReach(workers));
    assert.ok(mayReach({ 'facelab-queue-client': 'true' }));
    assert.ok(!mayReach(student));
    assert.ok(!mayReach({}));

    const fromWorker = only('NetworkPolicy', 'facelab-worker').spec;
    assert.ok(matches({ podSelector: fromWorker.podSelector }, workers));
    assert.equal(fromWorker.ingress, undefined);
    assert.ok(fromWorker.egress.every(({ to, ports: open }: Tree) => (to ? matches(to[0], redis) : open.every(({ port }: Tree) => port === 53)))); // prettier-ignore

    const [, , more] = only('NetworkPolicy', 'facelab-redis', everything).spec.ingress[0].from;
    assert.deepEqual(more, everything.redis.clients[0]);
  });

  it('has the settings of deploy/queue/redis.conf', () => {
    const ours = settings(readFileSync(join(root, 'deploy', 'queue', 'redis.conf'), 'utf8'));
    const theirs = settings(only('ConfigMap', 'facelab-redis').data['redis.conf']);
    const added = ['bind', 'dir', 'include'];
    assert.deepEqual(
      Object.keys(theirs).filter((name) => !(name in ours)),
      added.slice(1),
    );
    for (const [name, value] of Object.entries(ours)) if (name !== 'bind') assert.equal(theirs[name], value, name);
    assert.deepEqual(
      [theirs['maxmemory-policy'], theirs.appendonly, theirs.include],
      ['noeviction', 'yes', '/run/redis/password.conf'],
    );
  });

  it('starts a real Redis with them, which asks for the password', async function () {
    if (spawnSync('redis-server', ['--version']).error !== undefined && process.env.CI !== 'true') {
      console.log('      skipped: no redis-server is installed (Debian: apt-get install redis-server)');
      this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), 'facelab-chart-'));
    const port = await freePort();
    const here = (text: string): string =>
      text
        .replaceAll('/etc/redis', folder)
        .replaceAll('/run/redis', join(folder, 'run'))
        .replace('dir /data', `dir ${join(folder, 'data')}`)
        .replace('port 6379', `port ${port}`)
        .replace('bind * -::*', 'bind 127.0.0.1');
    for (const name of ['run', 'data']) mkdirSync(join(folder, name));
    for (const [name, text] of Object.entries(only('ConfigMap', 'facelab-redis').data))
      writeFileSync(join(folder, name), here(text as string));
    const [{ command, env, readinessProbe }] = only('StatefulSet', 'facelab-redis').spec.template.spec.containers;
    const start = (password: string): [string, string[], object] => [
      command[0],
      [here(command[1])],
      { env: { ...process.env, [env[0].name]: password }, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' },
    ];

    const refused = spawnSync(...start('with spaces and "'));
    assert.equal(refused.status, 1);
    assert.match(String(refused.stderr), /^The password of the queue must consist of letters, digits, - and _: make the Secret again\.\n$/); // prettier-ignore

    const server = spawn(...start('Long-enough_1'));
    try {
      const ask = (password: string, ...question: string[]): string =>
        spawnSync('redis-cli', ['-p', String(port), ...question], { env: { ...process.env, REDISCLI_AUTH: password }, encoding: 'utf8' }).stdout.trim(); // prettier-ignore
      const probe = readinessProbe.exec.command.map((word: string) =>
        word.replace('redis-cli', `redis-cli -p ${port}`),
      );
      const isReady = (password: string): boolean =>
        spawnSync(probe[0], probe.slice(1), { env: { ...process.env, [env[0].name]: password } }).status === 0;
      while (!isReady('Long-enough_1')) {
        assert.equal(server.exitCode, null);
        await sleep(100);
      }
      assert.ok(!isReady('another'));
      assert.match(ask('', 'ping'), /NOAUTH/);
      assert.match(ask('Long-enough_1', 'config', 'get', 'maxmemory-policy'), /noeviction$/);
      assert.match(ask('Long-enough_1', 'config', 'get', 'appendonly'), /yes$/);
      assert.match(ask('Long-enough_1', 'config', 'get', 'dir'), /data$/);
    } finally {
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the values for JupyterHub', function () {
  this.timeout(120_000);
  const helm = withHelm();
  const file = join(root, 'deploy', 'helm', 'jupyterhub-values.yaml');
  const values = (): Tree => helm().yaml(file);

  it('start the image of students in a home, with limits, and cull', () => {
    const { singleuser, cull } = values();
    assert.match(singleuser.image.tag, /^[\w.-]+$/);
    assert.notEqual(singleuser.image.tag, 'latest');
    assert.equal(singleuser.cmd, 'jupyterhub-singleuser');
    assert.equal(singleuser.uid, 1000);
    assert.equal(singleuser.storage.homeMountPath, '/home/jovyan');
    assert.ok(parseInt(singleuser.memory.guarantee) >= 2 && parseInt(singleuser.memory.limit) >= 4);
    assert.equal(String(singleuser.cpu.limit), singleuser.extraEnv.TF_NUM_INTRAOP_THREADS);
    for (const { kubespawner_override: changed } of singleuser.profileList) {
      if (changed) assert.equal(String(changed.cpu_limit), changed.environment.TF_NUM_INTRAOP_THREADS);
    }
    assert.equal(singleuser.networkPolicy.enabled, true);
    assert.equal(singleuser.networkPolicy.egressAllowRules.privateIPs, false);
    assert.equal(cull.enabled, true);
  });

  it('hold no password', () => {
    assert.doesNotMatch(readFileSync(file, 'utf8'), /password|secret|token:/i);
  });

  it('name the JupyterHub that the image has', () => {
    const [, chartOf, hub] = /version (\d+\.\d+\.\d+) \(JupyterHub (\d+\.\d+\.\d+),/.exec(readFileSync(file, 'utf8'))!;
    assert.ok(readFileSync(file, 'utf8').includes(`--version ${chartOf} `));
    assert.match(readFileSync(join(root, 'deploy/students/requirements.txt'), 'utf8'), new RegExp(`^jupyterhub==${hub}$`, 'm')); // prettier-ignore
  });

  it('are taken by the chart of zero-to-jupyterhub, where it is at hand', function () {
    const folder = process.env.FACELAB_Z2JH;
    if (folder === undefined) {
      console.log('      skipped: FACELAB_Z2JH names no unpacked chart (helm pull jupyterhub --untar)');
      this.skip();
    }
    const { objects } = helm().render(values(), folder);
    assert.deepEqual(helm().validate(objects, versions[1]), []);
  });
});

/** The containers of all that starts pods. */
function containersOf(objects: Tree[]): Tree[] {
  return objects.flatMap(({ spec }) => {
    const { containers = [], initContainers = [] } = spec?.template?.spec ?? {};
    return [...initContainers, ...containers];
  });
}

/** Names and values of a file of settings for Redis; a name that is there twice has its last value. */
function settings(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => /^[^#\s]/.test(line));
  return Object.fromEntries(lines.map((line) => [line.split(' ')[0], line.split(' ').slice(1).join(' ')]));
}
