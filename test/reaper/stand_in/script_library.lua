-- A file of the scripts' library by itself, without a script.

return function(name)
  local searchPath = package.path
  package.path = 'reaper-scripts/Stemwright/?.lua;' .. searchPath
  local library = require(name)
  package.path = searchPath
  return library
end
