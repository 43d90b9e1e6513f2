-- Reaper's functions about files, processes and what it keeps for scripts.
--
-- From Reaper's API documentation:
--   EnumerateSubdirectories: "Use subdirindex = -1 to force re-read of directory (invalidate cache). Returns NULL/nil when all
--   subdirectories have been listed."
--   ExecProcess: "timeoutmsec is -1 for no wait/terminate, -2 for no wait and minimize"; what it waits for holds up all of Reaper.
--   RecursiveCreateDirectory: "positive value on success".

local function quoted(path)
  return "'" .. path:gsub("'", "'\\''") .. "'"
end

local function addFiles(functions, host)
  function functions.GetResourcePath()
    return host.options.resourcePath or '/nowhere'
  end

  function functions.RecursiveCreateDirectory(path)
    return os.execute('mkdir -p ' .. quoted(path)) and 1 or 0
  end

  --- Folders as they were when they were last read.
  local listings = {}

  local function listing(path)
    local lines, names = io.popen(('ls -1 -p %s 2>/dev/null'):format(quoted(path))), {}
    for name in lines:lines() do
      names[#names + 1] = name:match('^(.*)/$')
    end
    lines:close()
    return names
  end

  function functions.EnumerateSubdirectories(path, index)
    if index == -1 then
      listings[path] = nil
      return nil
    end
    listings[path] = listings[path] or listing(path)
    return listings[path][index + 1]
  end

  function functions.file_exists(path)
    local file = io.open(path, 'rb')
    if file ~= nil then
      file:close()
    end
    return file ~= nil
  end

  function functions.ExecProcess(command, timeoutMs)
    assert(timeoutMs < 0, 'this would hold up Reaper')
    table.insert(host.processes, command)
    os.execute(command .. ' </dev/null >/dev/null 2>&1 &')
    return ''
  end
end

local function addKept(functions, host)
  function functions.HasExtState(section, key)
    return host.extState[section .. '/' .. key] ~= nil
  end

  function functions.GetExtState(section, key)
    return host.extState[section .. '/' .. key] or ''
  end

  function functions.SetExtState(section, key, value)
    host.extState[section .. '/' .. key] = value
  end

  function functions.DeleteExtState(section, key)
    host.extState[section .. '/' .. key] = nil
  end
end

--- `host`: options (resourcePath), processes (a list of what was started), extState.
return function(functions, host)
  addFiles(functions, host)
  addKept(functions, host)
end
